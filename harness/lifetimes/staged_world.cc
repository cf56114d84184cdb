#include "harness/lifetimes/staged_world.h"

#include <algorithm>
#include <optional>
#include <string>

namespace powercut {

namespace {

// A store of larger files is not filled by a world; its stages are those of small ones.
constexpr std::uint64_t edge_bytes_max = 4096;
constexpr std::uint64_t usual_edge_bytes = 256;

// Of 100 changes in a life that has a hot key, those of that key.
constexpr std::uint64_t hot_share = 75;

std::uint64_t file_bytes_of(const WorldOptions& options) {
  for (std::uint64_t edge : options.edges) {
    if (edge <= edge_bytes_max) return edge;
  }
  return usual_edge_bytes;
}

class StagedWorld {
 public:
  StagedWorld(const WorldOptions& options, Chooser& chooser)
      : options_(options), chooser_(chooser), keys_(chooser.between(2, 6)) {
    const std::uint64_t most = std::max<std::uint64_t>(file_bytes_of(options) / 2, 8);
    for (std::uint64_t sizes = chooser.between(1, 3); sizes > 0; --sizes) {
      sizes_.push_back(chooser.between(1, most));
    }
  }

  Plan draw() {
    const std::uint64_t lives = std::min(options_.lives_max, chooser_.between(1, 3));
    if (chooser_.chance(40)) set_each_key();
    for (std::uint64_t life = 0; life < lives; ++life) live();
    if (chooser_.chance(50)) change();
    return std::move(plan_);
  }

  Plan draw_changes() {
    changes(8);
    return std::move(plan_);
  }

 private:
  void changes(std::uint64_t least) {
    for (std::uint64_t left = chooser_.between(least, 14); left > 0; --left) {
      change();
      if (chooser_.chance(15)) steps(1);
    }
  }

  // Files of keys that hardly change any more lie before those of a key that changes all the time.
  void set_each_key() {
    for (std::uint64_t number = 0; number < keys_; ++number) {
      plan_.operations.push_back(set_operation(name(number), value()));
    }
  }

  void live() {
    hot_key_ = chooser_.chance(40) ? std::optional(chooser_.below(keys_)) : std::nullopt;
    changes(3);
    if (chooser_.chance(25)) {
      plan_.operations.push_back(plain_operation(OperationKind::compact));
    } else {
      steps(chooser_.below(steps_before_end_max + 1));
    }
    end();
  }

  void steps(std::uint64_t count) {
    for (; count > 0; --count) plan_.operations.push_back(plain_operation(OperationKind::step));
  }

  void end() {
    const std::uint64_t dice = chooser_.below(100);
    const std::uint64_t lot = chooser_.chance(25) ? 0 : chooser_.between(1, 999'999);
    bool damages = options_.worlds_with_damage > 0 && dice < 10;
    if (damages) {
      plan_.operations.push_back(damage_operation(lot));
    } else if (dice < 55) {
      plan_.operations.push_back(plain_operation(OperationKind::reopen));
    } else if (dice < 80) {
      plan_.operations.push_back(kill_operation(lot));
    } else {
      plan_.operations.push_back(power_operation(lot));
    }
  }

  void change() {
    const std::uint64_t dice = chooser_.below(100);
    if (dice < 15) {
      plan_.operations.push_back(remove_operation(key()));
    } else if (dice < 25) {
      Batch batch;
      batch.set(key(), value());
      batch.remove(key());
      plan_.operations.push_back(batch_operation(std::move(batch)));
    } else {
      plan_.operations.push_back(set_operation(key(), value()));
    }
  }

  std::string key() {
    const bool is_hot = hot_key_ && chooser_.chance(hot_share);
    return name(is_hot ? *hot_key_ : chooser_.below(keys_));
  }

  static std::string name(std::uint64_t number) { return {static_cast<char>('a' + number)}; }

  std::string value() {
    std::string value = std::to_string(++versions_);
    const std::uint64_t size = sizes_[chooser_.below(sizes_.size())];
    if (value.size() < size) value.resize(size, static_cast<char>('a' + versions_ % 26));
    return value;
  }

  const WorldOptions& options_;
  Chooser& chooser_;
  std::uint64_t keys_;
  std::optional<std::uint64_t> hot_key_;  // of this life
  std::vector<std::uint64_t> sizes_;
  std::uint64_t versions_ = 0;
  Plan plan_;
};

}  // namespace

Plan draw_staged_world(const WorldOptions& options, Chooser& chooser) {
  return StagedWorld(options, chooser).draw();
}

Plan draw_staged_changes(const WorldOptions& options, Chooser& chooser) {
  return StagedWorld(options, chooser).draw_changes();
}

}  // namespace powercut
