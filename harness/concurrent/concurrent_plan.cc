#include "harness/concurrent/concurrent_plan.h"

#include <array>
#include <numeric>

#include "powercut/harness/chooser.h"

namespace powercut {

namespace {

// How often each kind is drawn.
struct Mix {
  std::uint64_t set, get, remove, batch, scan, sync, compact;
};

constexpr std::array mixes{
    Mix{.set = 30, .get = 40, .remove = 10, .batch = 10, .scan = 8, .sync = 1, .compact = 1},
    Mix{.set = 10, .get = 70, .remove = 4, .batch = 10, .scan = 4, .sync = 1, .compact = 1},
    Mix{.set = 25, .get = 25, .remove = 40, .batch = 5, .scan = 3, .sync = 1, .compact = 1},
    Mix{.set = 10, .get = 15, .remove = 5, .batch = 40, .scan = 28, .sync = 1, .compact = 1},
    Mix{.set = 50, .get = 25, .remove = 10, .batch = 8, .scan = 2, .sync = 2, .compact = 3},
};

ConcurrentKeys draw_keys(Chooser& chooser) {
  ConcurrentKeys keys;
  const auto groups = static_cast<std::uint32_t>(chooser.below(3));
  for (std::uint32_t group = 0; group < groups; ++group) {
    const std::uint64_t members = chooser.between(2, 4);
    for (std::uint64_t member = 0; member < members; ++member) {
      keys.add("g" + std::to_string(group) + "/" + std::to_string(member), group);
    }
  }
  const std::uint64_t free_keys = chooser.between(1, 4);
  for (std::uint64_t key = 0; key < free_keys; ++key) keys.add("k" + std::to_string(key), no_group);
  return keys;
}

class PlanMaker {
 public:
  explicit PlanMaker(std::uint64_t seed)
      : chooser_(seed),
        plan_{.keys = draw_keys(chooser_), .threads = {}},
        mix_(mixes[chooser_.below(mixes.size())]) {
    for (std::uint32_t key = 0; key < plan_.keys.names.size(); ++key) {
      if (plan_.keys.group_of[key] == no_group) free_keys_.push_back(key);
    }
  }

  ConcurrentPlan make() {
    plan_.threads.resize(chooser_.between(4, 16));
    const std::uint64_t operations = chooser_.between(10, 40);
    const std::uint64_t yields_percent = chooser_.below(3) * 30;
    for (std::uint32_t thread = 0; thread < plan_.threads.size(); ++thread) {
      for (std::uint64_t count = 0; count < operations; ++count) {
        PlannedOperation planned{.operation = draw_operation()};
        planned.operation.thread = thread;
        if (chooser_.chance(yields_percent)) {
          planned.yields = static_cast<std::uint32_t>(chooser_.between(1, 3));
        }
        plan_.threads[thread].push_back(std::move(planned));
      }
    }
    return std::move(plan_);
  }

 private:
  ConcurrentKind draw_kind() {
    const std::array<std::uint64_t, 7> weights{mix_.set,  mix_.remove, mix_.get,    mix_.batch,
                                               mix_.scan, mix_.sync,   mix_.compact};
    std::uint64_t drawn = chooser_.below(std::accumulate(weights.begin(), weights.end(), 0ULL));
    std::size_t kind = 0;
    while (drawn >= weights[kind]) drawn -= weights[kind++];
    return static_cast<ConcurrentKind>(kind);
  }

  std::uint32_t draw_free_key() { return free_keys_[chooser_.below(free_keys_.size())]; }

  ConcurrentOperation draw_operation() {
    ConcurrentOperation operation{.kind = draw_kind()};
    switch (operation.kind) {
      case ConcurrentKind::set:
        operation.keys = {{draw_free_key(), ++stamps_}};
        break;
      case ConcurrentKind::remove:
        operation.keys = {{draw_free_key()}};
        break;
      case ConcurrentKind::get:
        operation.keys = {{static_cast<std::uint32_t>(chooser_.below(plan_.keys.names.size()))}};
        break;
      case ConcurrentKind::batch:
        draw_batch(operation);
        break;
      case ConcurrentKind::scan:
        draw_scan(operation);
        break;
      case ConcurrentKind::sync:
      case ConcurrentKind::compact:
        break;
    }
    return operation;
  }

  void add_group(ConcurrentOperation& operation, std::uint32_t group, Stamp stamp) {
    for (std::uint32_t key = 0; key < plan_.keys.names.size(); ++key) {
      if (plan_.keys.group_of[key] == group) operation.keys.push_back({key, stamp});
    }
  }

  // A group, and some free keys, or only these.
  void draw_batch(ConcurrentOperation& operation) {
    const Stamp stamp = ++stamps_;
    if (plan_.keys.groups > 0 && chooser_.chance(80)) {
      add_group(operation, static_cast<std::uint32_t>(chooser_.below(plan_.keys.groups)),
                chooser_.chance(15) ? absent : stamp);
    }
    for (std::uint32_t key : free_keys_) {
      if (!chooser_.chance(operation.keys.empty() ? 60 : 20)) continue;
      operation.keys.push_back({key, chooser_.chance(30) ? absent : stamp});
    }
    if (operation.keys.empty()) operation.keys.push_back({free_keys_.front(), stamp});
  }

  // A group or all there is.
  void draw_scan(ConcurrentOperation& operation) {
    operation.reverse = chooser_.chance(30);
    if (plan_.keys.groups > 0 && chooser_.chance(50)) {
      add_group(operation, static_cast<std::uint32_t>(chooser_.below(plan_.keys.groups)), absent);
      return;
    }
    for (std::uint32_t key = 0; key < plan_.keys.names.size(); ++key) {
      operation.keys.push_back({key});
    }
  }

  Chooser chooser_;
  ConcurrentPlan plan_;
  const Mix& mix_;
  std::vector<std::uint32_t> free_keys_;
  Stamp stamps_ = absent;
};

}  // namespace

ConcurrentPlan concurrent_plan(std::uint64_t seed) { return PlanMaker(seed).make(); }

}  // namespace powercut
