// random_operations: histories of one register that an atomic one could have given, or nearly.
//
// Some threads take turns at random; an operation takes effect somewhere between its two ticks.
// With `lies`, each answer is, with that chance, not what was there.
#pragma once

#include <vector>

#include "harness/concurrent/linearizability.h"
#include "powercut/harness/chooser.h"

namespace powercut {

struct RandomHistory {
  std::size_t threads = 3;
  std::size_t operations = 6;
  std::uint64_t lies_percent = 0;
  std::uint64_t failures_percent = 0;
  std::uint64_t sets_percent = 40;
};

class RandomRegister {
 public:
  RandomRegister(const RandomHistory& shape, Chooser& chooser) : shape_(shape), chooser_(chooser) {}

  std::vector<RegisterOperation> run() {
    std::vector<std::size_t> at_work(shape_.threads, none);
    std::vector<bool> is_done(shape_.threads, false);
    while (returned_ < shape_.operations) {
      const std::size_t thread = chooser_.below(shape_.threads);
      std::size_t& current = at_work[thread];
      if (current == none) {
        if (operations_.size() == shape_.operations) continue;
        current = operations_.size();
        begin();
        is_done[thread] = false;
      } else if (!is_done[thread]) {
        take_effect(operations_[current]);
        is_done[thread] = true;
      } else {
        operations_[current].returned = ++tick_;
        ++returned_;
        current = none;
      }
    }
    return operations_;
  }

 private:
  static constexpr std::size_t none = ~std::size_t{0};

  void begin() {
    RegisterOperation operation{.kind = RegisterKind::get, .invoked = ++tick_};
    if (chooser_.chance(shape_.sets_percent)) {
      operation.kind = RegisterKind::set;
      operation.stamp = ++stamps_;
    } else if (chooser_.chance(40)) {
      operation.kind = chooser_.chance(60) ? RegisterKind::remove : RegisterKind::clear;
    }
    operations_.push_back(operation);
  }

  void take_effect(RegisterOperation& operation) {
    if (chooser_.chance(shape_.failures_percent)) {
      operation.answer = chooser_.chance(70) ? Answer::failed : Answer::unknown;
      if (chooser_.chance(50)) return;
    }
    const bool lies = chooser_.chance(shape_.lies_percent);
    switch (operation.kind) {
      case RegisterKind::set:
        held_ = operation.stamp;
        break;
      case RegisterKind::clear:
        held_ = absent;
        break;
      case RegisterKind::get:
        operation.stamp = lies ? chooser_.below(stamps_ + 1) : held_;
        break;
      case RegisterKind::remove:
        operation.was_there = (held_ != absent) != lies;
        held_ = absent;
        break;
    }
  }

  const RandomHistory& shape_;
  Chooser& chooser_;
  std::vector<RegisterOperation> operations_;
  Stamp held_ = absent;
  Stamp stamps_ = 0;
  Tick tick_ = 0;
  std::size_t returned_ = 0;
};

inline std::vector<RegisterOperation> random_operations(const RandomHistory& shape,
                                                        Chooser& chooser) {
  return RandomRegister(shape, chooser).run();
}

}  // namespace powercut
