#include "harness/tell/shrink_trials.h"

#include <algorithm>
#include <functional>

#include "harness/tell/shrink.h"
#include "harness/watch/under_way.h"
#include "powercut/harness/plan_text.h"

namespace powercut {

namespace {

constexpr std::uint64_t budget_while_shrinking = 768;
constexpr std::uint64_t nested_images_while_shrinking = 6000;
constexpr std::size_t findings_to_choose_from = 200;

// With no more operations a fault is tried at every earlier call.
constexpr std::size_t few_for_faults = 12;

ExplorationOptions options_for(const FindingPlace& place) {
  bool is_nested = place.crash && (place.crash->killed_first || !place.crash->later.empty());
  return {.budget = budget_while_shrinking,
          .depth = is_nested ? ExplorationOptions::depth_max : 0,
          .nested_images = nested_images_while_shrinking,
          .findings_per_kind = findings_to_choose_from};
}

}  // namespace

ShrinkTrials::ShrinkTrials(const FindingPlace& place, const StoreUnderTest& store,
                           const PersistenceModel* model, const std::atomic<bool>* stops,
                           std::uint64_t work_max)
    : place_(place),
      store_(store),
      model_(model),
      stops_(stops),
      work_max_(work_max),
      options_(options_for(place)) {}

bool ShrinkTrials::begin(const Plan& plan) { return !is_stopped() && fails(plan); }

bool ShrinkTrials::take(const Plan& candidate) {
  if (is_over()) return false;
  if (!try_out(candidate) && !fails_at_another_call(candidate)) return false;
  while (needed_operations_ < best_.plan.operations.size()) {
    Plan shorter = best_.plan;
    shorter.operations.resize(needed_operations_);
    if (!try_out(shorter)) break;
  }
  return true;
}

bool ShrinkTrials::take_without(const std::vector<bool>& dropped) {
  Plan candidate = best_.plan;
  candidate.operations.clear();
  for (std::size_t index = 0; index < dropped.size(); ++index) {
    if (!dropped[index]) candidate.operations.push_back(best_.plan.operations[index]);
  }
  Plan moved = candidate;
  moved.faults = faults_without(dropped);
  if (moved.faults != candidate.faults && take(moved)) return true;
  return take(candidate);
}

bool ShrinkTrials::try_out(const Plan& candidate) {
  if (is_over()) return false;
  std::size_t hash = std::hash<std::string>{}(to_text(candidate));
  kept_rules_.clear();
  if (failed_.contains(hash)) return false;
  if (fails(candidate)) return true;
  failed_.insert(hash);
  return false;
}

bool ShrinkTrials::fails_at_another_call(const Plan& candidate) {
  if (candidate.operations.size() > few_for_faults) return false;
  const std::vector<CountedRule> counted = std::move(kept_rules_);
  for (std::size_t fault = 0; fault < candidate.faults.size(); ++fault) {
    Plan moved = candidate;
    if (fault >= counted.size()) return false;  // it was known
    // There are no more calls than it has counted.
    std::uint64_t last = std::min(candidate.faults[fault].nth, counted[fault].matched + 1);
    for (std::uint64_t nth = last; nth-- > 1;) {
      moved.faults[fault].nth = nth;
      if (try_out(moved)) return true;
    }
  }
  return false;
}

// The candidate becomes the best if it fails.
bool ShrinkTrials::fails(const Plan& candidate) {
  ++runs_;
  const std::string text = to_text(candidate);
  RunUnderWay under_way({.store = store_.name,
                         .workload = text,
                         .model = place_.model,
                         .seed = place_.seed,
                         .holds_inside = true});
  Recording recording = record(store_, candidate, {}, {.model = model_});
  RunToTest subject{store_, place_.workload, place_.seed};
  Outcomes outcomes = !place_.crash ? outcomes_of_run(subject, candidate, recording, place_.model)
                                    : explore(subject, candidate, recording, *model_, options_);
  work_ += recording.seen.size() + outcomes.tally.visited;
  std::vector<Finding>& findings = outcomes.findings;
  if (!kind_ && !findings.empty()) {
    auto same = std::ranges::find_if(
        findings, [&](const Finding& finding) { return finding.place.crash == place_.crash; });
    kind_ = (same != findings.end() ? *same : findings.front()).violation.kind;
  }
  std::erase_if(findings, [&](const Finding& finding) { return finding.violation.kind != *kind_; });
  if (findings.empty()) {
    kept_rules_ = std::move(recording.rules);
    return false;
  }
  auto simplest = std::ranges::min_element(findings, {}, [](const Finding& finding) {
    return finding.place.crash ? complexity_of(*finding.place.crash) : Complexity{};
  });
  std::uint32_t last = 0;
  if (place_.crash) {
    last = operation_at(recording, simplest->place.crash->first.call);
  } else {
    auto live = std::ranges::find(recording.live, *kind_,
                                  [](const LiveViolation& found) { return found.violation.kind; });
    last = live->operation;
  }
  std::size_t operations = candidate.operations.size();
  needed_operations_ = last == never_happened ? 0 : std::min<std::size_t>(last + 1, operations);
  best_ = {candidate, std::move(*simplest), std::move(recording.rules),
           std::move(recording.matched)};
  return true;
}

std::uint64_t ShrinkTrials::matched_before(std::size_t operation, std::size_t rule) const {
  bool has_begun = operation < best_.matched.size();
  return has_begun ? best_.matched[operation][rule] : best_.rules[rule].matched;
}

// Each at the call of the operation that it strikes now.
std::vector<FaultRule> ShrinkTrials::faults_without(const std::vector<bool>& dropped) const {
  std::vector<FaultRule> faults = best_.plan.faults;
  for (std::size_t rule = 0; rule < faults.size(); ++rule) {
    const std::uint64_t nth = faults[rule].nth;
    for (std::size_t index = 0; index < dropped.size(); ++index) {
      if (matched_before(index + 1, rule) >= nth) break;
      if (!dropped[index]) continue;
      faults[rule].nth -= matched_before(index + 1, rule) - matched_before(index, rule);
    }
  }
  return faults;
}

}  // namespace powercut
