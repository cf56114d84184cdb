// is_linearizable_slowly: the definition, tried in every order. For a few operations.
//
// Shares no code with judge_register: no events, no sets, no rules about what may go first.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "harness/concurrent/linearizability.h"

namespace powercut {

class EveryOrder {
 public:
  explicit EveryOrder(std::span<const RegisterOperation> operations)
      : operations_(operations), is_done_(operations.size(), false) {}

  // Whether the operations left can go on from a register that holds this.
  bool explains(Stamp held) {
    if (std::ranges::find(is_done_, false) == is_done_.end()) return true;
    for (std::size_t next = 0; next < operations_.size(); ++next) {
      if (is_done_[next] || !may_be_next(operations_[next])) continue;
      is_done_[next] = true;
      const RegisterOperation& operation = operations_[next];
      Stamp after = held;
      if (takes_effect(operation, after) && explains(after)) return true;
      if (operation.answer != Answer::ok && explains(held)) return true;
      is_done_[next] = false;
    }
    return false;
  }

 private:
  // Nothing that is left had returned before it was invoked.
  bool may_be_next(const RegisterOperation& operation) const {
    for (std::size_t other = 0; other < operations_.size(); ++other) {
      if (is_done_[other] || operations_[other].answer == Answer::unknown) continue;
      if (operations_[other].returned < operation.invoked) return false;
    }
    return true;
  }

  // False: it would have answered otherwise.
  static bool takes_effect(const RegisterOperation& operation, Stamp& held) {
    const Stamp before = held;
    switch (operation.kind) {
      case RegisterKind::set:
        held = operation.stamp;
        return true;
      case RegisterKind::clear:
        held = absent;
        return true;
      case RegisterKind::get:
        return operation.answer != Answer::ok || operation.stamp == held;
      case RegisterKind::remove:
        held = absent;
        return operation.answer != Answer::ok || operation.was_there == (before != absent);
    }
    return false;
  }

  std::span<const RegisterOperation> operations_;
  std::vector<bool> is_done_;
};

inline bool is_linearizable_slowly(std::span<const RegisterOperation> operations) {
  return EveryOrder(operations).explains(absent);
}

}  // namespace powercut
