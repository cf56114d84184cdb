// ShrinkTrials: runs candidates, and keeps the least of them that breaks the promise in the same
// way.
//
// A candidate is run, and explored if the finding is of a crash: that is what shrinking costs. So
//
//   the end     what comes after the operation in which a candidate fails is dropped from it
//   faults      without some operations the n-th call of a kind is another one: n is less by the
//               calls that they made; in a small plan every other n is tried, too
//   repetition  a candidate that has kept the promise is not run again
//   the limit   calls that were made and states that were visited are counted; once there are
//               work_max of them, no candidate is taken. No clock, so a finding shrinks to the same
//               everywhere
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
    Finding finding;                 // the simplest one
    std::vector<CountedRule> rules;  // of its run, as in a Recording
    std::vector<std::vector<std::uint64_t>> matched;
  };

  // place: of a finding; model: the one it names, nullptr if that is the run itself. All must
  // outlive it.
  ShrinkTrials(const FindingPlace& place, const StoreUnderTest& store,
               const PersistenceModel* model, const std::atomic<bool>* stops,
               std::uint64_t work_max);

  // The kind that counts from here on: that of the finding, or another one if the plan does not
  // show it there. false: it has none.
  bool begin(const Plan& plan);

  const Failing& best() const { return best_; }
  const Plan& plan() const { return best_.plan; }
  void go_back_to(Failing before) { best_ = std::move(before); }

  // Each makes the candidate the best if it still fails. None is taken once it is over.
  bool take(const Plan& candidate);
  bool take_without(const std::vector<bool>& dropped);  // operations of the best

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
  std::size_t needed_operations_ = 0;       // of the best: with these alone it should fail
  std::unordered_set<std::size_t> failed_;  // hashes of candidates that have kept the promise
  std::vector<CountedRule> kept_rules_;     // of the last candidate, if it was run and kept it
  std::uint64_t runs_ = 0;
  std::uint64_t work_ = 0;
};

}  // namespace powercut
