#include "harness/explore/judged_walk.h"

#include <algorithm>

#include "engine/io/macros.h"
#include "faultfs/states/state_counter.h"
#include "harness/explore/first_crashes.h"

namespace powercut {

JudgedWalk::JudgedWalk(const RunToTest& subject, const Plan& plan, const Recording& recording,
                       const PersistenceModel& model, bool visits_all, CallRange range,
                       const ExplorationOptions& options, ImageGraph& graph)
    : run_(subject),
      plan_(plan),
      recording_(recording),
      model_(model),
      range_{range.begin, std::min(range.end, recording.asked_calls)},
      options_(options),
      budget_(visits_all ? CrashStates::countless : options.budget),
      rule_(subject.rule ? to_text(*subject.rule) : ""),
      oracle_(recording.history, believes_readers(model_, subject.store)),
      graph_(graph) {
  begin_walk();
}

bool JudgedWalk::walk_next_call() {
  RunUnderWay run({.store = run_.store.name,
                   .workload = run_.workload,
                   .model = model_.name,
                   .seed = run_.seed,
                   .rule = rule_});
  return walk_call({.state = [&](Disk& disk) { note(graph_.visit(disk)); },
                    .kill = [&](const CrashStates& states) { note(graph_.kill(states)); }});
}

Outcomes JudgedWalk::take_outcomes() {
  judge();
  if (!failures_.empty()) recall();
  report();
  return std::move(outcomes_);
}

void JudgedWalk::begin_walk() {
  next_call_ = 0;
  ordinal_ = 0;
  stretch_ = 0;
  is_complete_ = true;
  demands_.clear();
  promises_.emplace(recording_.history, recording_.trace, run_.store.policy, model_.power_loss);
  states_.emplace(model_, recording_.base);
}

bool JudgedWalk::walk_call(const Visit& visit) {
  if (next_call_ >= range_.end) return false;
  std::uint32_t call = next_call_++;
  CrashStates& states = *states_;
  bool in_range = call >= range_.begin;
  if (in_range) walk_half_a_write(states, call, visit);
  states.begin(recording_.trace, call);
  if (in_range && states.is_partly_done()) walk_point(states, visit);
  states.finish();
  if (in_range) walk_point(states, visit);
  return true;
}

void JudgedWalk::walk_point(CrashStates& states, const Visit& visit) {
  using Which = CrashStates::Which;
  CrashPoint now{.call = states.call(), .byte = states.is_under_way() ? 1U : 0U};
  const Promise& promise = promises_->at(now);
  bool demands_the_same = !demands_.empty() && demands_.back().demands_the_same(promise);
  if (!demands_the_same) demands_.push_back(promise);
  bool is_first = states.call() == range_.begin;
  bool may_prune = demands_the_same && !is_first && options_.reduces;
  std::uint64_t legal = states.count(Which::all);
  // Where some were left out before, they can only be made up for if all fit in the budget now.
  Which which = may_prune && (is_complete_ || legal > budget_) ? Which::new_ones : Which::all;
  std::uint64_t to_visit = which == Which::all ? legal : states.count(which);
  if (counts_) {
    Reduction& reduction = outcomes_.tally.reduction;
    outcomes_.tally.legal = saturating_sum(outcomes_.tally.legal, legal);
    if (is_complete_) {
      reduction.unchanged = saturating_sum(reduction.unchanged, legal - to_visit);
    } else {
      reduction.skip_first(legal - to_visit);
    }
  }
  if (which == Which::all) is_complete_ = true;
  here_ = {.first = now};
  walk_states(states, which, to_visit, visit);
  // Bytes that a failed sync has forgotten stay in the cache, and no store that is started again
  // can tell: it would have to write every byte anew. Such a restart is not asked of it.
  bool is_killed = options_.depth > 0 && model_.power_loss && !states.is_under_way() &&
                   !states.is_settled() && !states.has_forgotten();
  if (!is_killed) return;
  here_ = {.first = now, .killed_first = true};
  PointUnderWay killed(here_.first);
  visit.kill(states);
}

// The process may also die in the middle of a write.
void JudgedWalk::walk_half_a_write(const CrashStates& states, std::uint32_t call,
                                   const Visit& visit) {
  const Call& made = recording_.trace.calls()[call];
  bool can_be_pending = model_.power_loss && model_.writeback != Writeback::at_once;
  if (options_.depth == 0 || !can_be_pending || made.effect != Effect::write || made.length < 2 ||
      states.has_forgotten()) {
    return;
  }
  Trace half;
  Call first_half = made;
  first_half.length = made.length / 2;
  half.append(first_half, recording_.trace.path(made),
              recording_.trace.data(made).first(first_half.length), {});
  CrashStates halfway = states;
  halfway.begin(half, 1);
  halfway.finish();
  here_ = {.first = {.call = call, .byte = first_half.length}, .killed_first = true};
  const Promise& promise = promises_->at(here_.first);
  if (demands_.empty() || !demands_.back().demands_the_same(promise)) demands_.push_back(promise);
  PointUnderWay killed(here_.first);
  visit.kill(halfway);
}

void JudgedWalk::walk_states(CrashStates& states, CrashStates::Which which, std::uint64_t to_visit,
                             const Visit& visit) {
  bool fits = to_visit <= std::max(budget_, states.bytes_under_way());
  if (!fits) is_complete_ = false;
  std::size_t stretch = stretch_++;
  if (!counts_ && !is_recalled_before(stretch_ends_[stretch])) {
    ordinal_ = stretch_ends_[stretch];
    return;
  }
  Ordinal first = ordinal_;
  auto visit_state = [&](const Choice& choice, Disk& disk) {
    if (!counts_ && is_recalled_before(ordinal_ + 1)) here_.first = states.point(choice);
    PointUnderWay point(states, choice);
    visit.state(disk);
  };
  if (fits) {
    states.visit(which, visit_state);
  } else {
    std::uint64_t seed = run_.seed * 1'000'003 + states.call();
    states.sample(which, sample_of(options_), seed, visit_state);
  }
  if (!counts_) return;
  stretch_ends_.push_back(ordinal_);
  if (fits) return;
  outcomes_.tally.reduction.skip_first(to_visit - (ordinal_ - first));
}

void JudgedWalk::note(NodeId node) {
  auto promise = static_cast<std::uint32_t>(demands_.size() - 1);
  auto [entry, is_new] =
      pair_index_.try_emplace(std::uint64_t{node} << 32 | promise, pairs_.size());
  if (is_new) {
    pairs_.push_back({node, promise, ordinal_, 1});
  } else {
    ++pairs_[entry->second].states;
  }
  ++ordinal_;
}

void JudgedWalk::judge() {
  for (const Pair& pair : pairs_) {
    auto failure = judge(pair);
    if (!failure) continue;
    outcomes_.tally.count_failures(failure->violation.kind, failure->states);
    keep_first_and_last(
        failures_, std::move(*failure), [](const Failure& kept) { return kept.violation.kind; },
        options_.findings_per_kind);
  }
}

// The first that is wrong, of what the store is held to.
std::optional<JudgedWalk::Failure> JudgedWalk::judge(const Pair& pair) {
  const Clauses& clauses = run_.store.clauses;
  for (ObservationId observation : graph_.observations_of(pair.node)) {
    auto violation = judge(observation, pair.promise);
    if (!violation || !clauses.asks(violation->kind)) continue;
    return Failure{pair.first, std::move(*violation), graph_.way_to(pair.node, observation),
                   pair.states};
  }
  auto problem = graph_.problem_of(pair.node);
  if (problem && clauses.asks(problem->violation.kind)) {
    return Failure{pair.first, std::move(problem->violation), std::move(problem->way), pair.states};
  }
  return std::nullopt;
}

std::optional<Violation> JudgedWalk::judge(ObservationId observation, std::uint32_t promise) {
  std::uint64_t key = std::uint64_t{observation} << 32 | promise;
  auto [entry, is_new] = judgements_.try_emplace(key);
  if (is_new) {
    oracle_.expect(demands_[promise]);
    entry->second = oracle_.judge(graph_.observations().keys_of(observation));
  }
  return entry->second;
}

// The failures are in the order of their ordinals.
void JudgedWalk::recall() {
  std::ranges::sort(failures_, {}, &Failure::ordinal);
  counts_ = false;
  auto pass = [&] {
    if (is_recalled_before(ordinal_ + 1)) failures_[recalled_++].path = here_;
    ++ordinal_;
  };
  Visit visit{.state = [&](Disk&) { pass(); }, .kill = [&](const CrashStates&) { pass(); }};
  begin_walk();
  while (walk_call(visit)) {
  }
  CHECK(recalled_ == failures_.size());
}

bool JudgedWalk::is_recalled_before(Ordinal end) const {
  return recalled_ < failures_.size() && failures_[recalled_].ordinal < end;
}

void JudgedWalk::report() {
  for (Failure& failure : failures_) {
    Finding finding{.place = {.store = run_.store.name,
                              .workload = std::string(run_.workload),
                              .model = model_.name,
                              .seed = run_.seed,
                              .crash = std::move(failure.path),
                              .rule = run_.rule},
                    .violation = std::move(failure.violation)};
    CrashPath& path = *finding.place.crash;
    std::ranges::move(failure.way, std::back_inserter(path.later));
    finding.call = describe(recording_.trace, recording_.trace.calls()[path.first.call]);
    finding.operation = describe_operation(plan_, operation_at(recording_, path.first.call));
    outcomes_.findings.push_back(std::move(finding));
  }
}

}  // namespace powercut
