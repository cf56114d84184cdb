// ShrinkTrials: runs candidates, which are smaller plans, and keeps the last one that breaks the
// promise in the same way as the finding.
//
// Each candidate is run, and explored if the finding has a crash. That is nearly all that shrinking
// costs, so:
//
//   the end      The operations after the one in which a candidate fails are dropped.
//   faults       Without some operations, the nth call of a kind is another call. So n goes down by
//                the calls that these operations made. In a small plan every smaller n is tried,
//                too.
//   repetition   A candidate that has kept the promise is not run again.
//   the limit    The class counts the calls made and the states visited. Once there are work_max of
//                them, it takes no candidate. It reads no clock, so a finding shrinks to the same
//                plan on every machine.
#pragma once

#include <atomic>
#include <optional>
#include <unordered_set>
#include <vector>

#include "harness/explore/explore_runs.h"
#include "powercut/harness/finding.h"

namespace powercut {

class ShrinkTrials {
 public:
  struct Failing {
    Plan plan;
    Finding finding;                                  // the simplest of the right kind
    std::vector<CountedRule> rules;                   // as in the Recording of its run
    std::vector<std::vector<std::uint64_t>> matched;  // likewise
  };

  // place: that of a finding. model: the one that the place names, or nullptr if that is the run
  // itself. All that is passed must outlive this.
  ShrinkTrials(const FindingPlace& place, const StoreUnderTest& store,
               const PersistenceModel* model, const std::atomic<bool>* stops,
               std::uint64_t work_max);

  // Runs the whole plan, and decides which kind of finding counts from then on: the kind at the
  // crash of the place, or else that of the plan's first finding. False if the plan has no finding.
  bool begin(const Plan& plan);

  const Failing& best() const { return best_; }
  const Plan& plan() const { return best_.plan; }
  void go_back_to(Failing before) { best_ = std::move(before); }

  // Makes the candidate the best, and returns true, if it still fails. False once is_over().
  bool take(const Plan& candidate);
  // Does the same for the best plan without some operations. dropped: by operation.
  bool take_without(const std::vector<bool>& dropped);

  bool is_over() const { return is_stopped() || is_at_limit(); }
  bool is_stopped() const { return stops_ != nullptr && *stops_; }
  bool is_at_limit() const { return work_ >= work_max_; }
  std::uint64_t runs() const { return runs_; }

 private:
  bool fails(const Plan& candidate);
  bool fails_at_another_call(const Plan& candidate);
  bool try_out(const Plan& candidate);
  std::uint64_t matched_before(std::size_t operation, std::size_t rule) const;
  std::vector<FaultRule> faults_without(const std::vector<bool>& dropped) const;

  const FindingPlace& place_;
  const StoreUnderTest& store_;
  const PersistenceModel* model_;
  const std::atomic<bool>* stops_;
  const std::uint64_t work_max_;
  ExplorationOptions options_;
  std::optional<FindingKind> kind_;
  Failing best_;
  std::size_t needed_operations_ = 0;       // the best should fail with its first so many alone
  std::unordered_set<std::size_t> failed_;  // hashes of the candidates that kept the promise
  std::vector<CountedRule> kept_rules_;     // of the last candidate, if it ran and kept the promise
  std::uint64_t runs_ = 0;
  std::uint64_t work_ = 0;
};

}  // namespace powercut
