#include "harness/concurrent/linearizability.h"

#include <vector>

#include "harness/concurrent/placement.h"

namespace powercut {

namespace {

// Moves the set of all possible placements from tick to tick.
class Judge {
 public:
  Judge(std::span<const RegisterOperation> operations, std::uint64_t work_max)
      : operations_(operations), pending_(operations), work_max_(work_max) {
    placements_.insert(Placement{});
  }

  RegisterVerdict run() {
    for (const Event& event : events_of(operations_)) {
      if (event.is_return) {
        if (!finish(event.operation)) return verdict(Verdict::undecided);
        if (placements_.empty()) return verdict(Verdict::violated);
      } else {
        if (!pending_.begin(event.operation)) return verdict(Verdict::undecided);
        if (pending_.is_read(event.operation)) settle_all();
      }
    }
    return verdict(Verdict::linearizable);
  }

 private:
  RegisterVerdict verdict(Verdict verdict) const { return {.verdict = verdict, .work = work_}; }

  void settle_all() {
    PlacementSet settled;
    for (Placement placement : placements_) settled.insert(pending_.settled(placement));
    placements_ = std::move(settled);
  }

  // Every placement that goes on has the operation placed; one that failed may also be left out for
  // good. False: too much work.
  bool finish(std::size_t operation) {
    PlacementSet finished;
    PlacementSet seen = placements_;
    std::vector<Placement> ahead(placements_.begin(), placements_.end());
    while (!ahead.empty()) {
      const Placement placement = ahead.back();
      ahead.pop_back();
      if (!pending_.is_placed(placement, operation)) {
        if (++work_ > work_max_) return false;
        for (const Placement& next : pending_.steps_towards(operation, placement)) {
          if (seen.insert(next).second) ahead.push_back(next);
        }
        // Only those that stood before this event: a placement made for its sake needs it.
        if (!pending_.is_optional(operation) || !placements_.contains(placement)) continue;
      }
      finished.insert(pending_.without(placement, operation));
    }
    pending_.end(operation);
    placements_ = pending_.optional_slots() == 0 ? std::move(finished) : without_needless(finished);
    return true;
  }

  // L4: a placement with one operation more to leave out or not, and all else the same, can do the
  // same.
  PlacementSet without_needless(const PlacementSet& all) const {
    PlacementSet kept;
    for (const Placement& placement : all) {
      bool is_needless = false;
      std::uint64_t left = placement.placed & pending_.optional_slots();
      for (; left != 0 && !is_needless; left &= left - 1) {
        const std::uint64_t lowest = left & (~left + 1);
        is_needless = all.contains({placement.placed & ~lowest, placement.state});
      }
      if (!is_needless) kept.insert(placement);
    }
    return kept;
  }

  std::span<const RegisterOperation> operations_;
  PendingOperations pending_;
  std::uint64_t work_max_;
  std::uint64_t work_ = 0;
  PlacementSet placements_;
};

}  // namespace

bool sees_absence(const RegisterOperation& operation) {
  if (operation.answer != Answer::ok) return false;
  if (operation.kind == RegisterKind::get) return operation.stamp == absent;
  return operation.kind == RegisterKind::remove && !operation.was_there;
}

bool says_nothing(const RegisterOperation& operation) {
  return operation.kind == RegisterKind::get && operation.answer != Answer::ok;
}

RegisterVerdict judge_register(std::span<const RegisterOperation> operations,
                               std::uint64_t work_max) {
  return Judge(operations, work_max).run();
}

}  // namespace powercut
