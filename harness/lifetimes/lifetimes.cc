#include "harness/lifetimes/lifetimes.h"

#include <algorithm>
#include <set>

#include "harness/judge/run_shape.h"
#include "harness/lifetimes/drawn_faults.h"
#include "harness/lifetimes/staged_world.h"
#include "harness/plan/subject_plan.h"
#include "harness/tell/shrink.h"
#include "harness/watch/under_way.h"
#include "powercut/harness/plan_text.h"

namespace powercut {

namespace {

constexpr std::size_t corpus_max = 128;

// So many of 100 worlds that are drawn anew.
constexpr std::uint64_t staged_worlds = 15;

// A piece with so many worlds or more has one in so many for closes at each stage of a job.
constexpr std::uint64_t stages_among_worlds_min = 200;
constexpr std::uint64_t worlds_by_stages = 4;

// So many of 100 worlds with calls that fail.
constexpr std::uint64_t faults_with_ending_behind = 40;

// A world is lived through again up to so many times with calls that fail.
constexpr std::uint64_t times_with_faults = 3;

std::uint64_t hash_of_name(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (char byte : name) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  return hash;
}

// Another share of faults has other worlds, too.
std::uint64_t first_state_of(const StoreUnderTest& store, const PersistenceModel& model,
                             const LifetimeOptions& options) {
  std::uint64_t names = hash_of_name(store.name) ^ hash_of_name(model.name) * 3;
  std::uint64_t share =
      (options.worlds_with_faults - usual_worlds_with_faults) * 0xd1342543de82ef95;
  return names ^ (options.seed * 1'000'003 + options.piece) * 0x9e3779b97f4a7c15 ^ share;
}

struct CallsOfWorld {
  std::vector<SeenCall> calls;
  std::vector<WorkStretch> stretches;
  std::vector<std::size_t> begun;  // how many when each operation began
};

class Piece {
 public:
  Piece(const StoreUnderTest& store, const PersistenceModel& model, const LifetimeOptions& options,
        const std::atomic<bool>& stops)
      : store_(store),
        model_(model),
        options_(options),
        stops_(stops),
        chooser_(first_state_of(store, model, options)) {}

  Outcomes run() {
    live_through_corpus();
    if (chooser_.chance(options_.worlds_with_faults)) fail_closes_at_each_stage();
    while (goes_on()) {
      Plan world = next_world();
      const CallsOfWorld made = live(world);
      if (made.calls.empty() || !chooser_.chance(options_.worlds_with_faults)) continue;
      std::uint64_t times = chooser_.between(1, times_with_faults);
      for (; times > 0 && goes_on(); --times) {
        world.faults = draw_faults(made.calls, made.stretches, chooser_);
        if (world.faults.empty()) continue;
        Plan faulty = world;
        if (chooser_.chance(faults_with_ending_behind)) {
          draw_ending_behind(faulty.faults.front(), made.calls, made.begun, faulty, chooser_);
        }
        live(faulty);
      }
    }
    outcomes_.tally.lifetimes.shapes = shapes_.size();
    return std::move(outcomes_);
  }

 private:
  bool goes_on() const { return worlds_lived() < from_corpus_ + options_.worlds && !stops_; }
  std::uint64_t worlds_lived() const { return outcomes_.tally.lifetimes.worlds; }

  void live_through_corpus() {
    for (const std::string& text : options_.corpus) {
      if (stops_) return;
      if (auto world = parse_plan(text)) live(*world);
    }
    from_corpus_ = outcomes_.tally.lifetimes.worlds;
  }

  // Work that a close finds half done is a matter of that close alone: so background jobs are
  // closed at each of their stages, and each call of such a close fails in each way; one of the
  // closes that make calls of the same kinds is enough.
  void fail_closes_at_each_stage() {
    constexpr int jobs = 5;
    if (options_.worlds < stages_among_worlds_min) return;
    const std::uint64_t end = worlds_lived() + options_.worlds / worlds_by_stages;
    for (int left = jobs; left > 0 && goes_on(); --left) {
      const Plan changes = in_its_words(draw_staged_changes(options_.world, chooser_));
      const std::uint64_t stages = stages_behind(changes);
      for (std::uint64_t stage = stages; stage > 0 && worlds_lived() < end; --stage) {
        fail_close_of(with_steps(changes, stage), end);
      }
    }
  }

  // After so many steps of the background the last one that makes calls has been made; 0: none is.
  std::uint64_t stages_behind(const Plan& changes) {
    const CallsOfWorld made = live(with_steps(changes, steps_before_end_max));
    std::uint64_t stages = 0;
    for (std::size_t step = 0; step + changes.operations.size() < made.begun.size(); ++step) {
      const std::size_t operation = changes.operations.size() + step;
      const bool is_last = operation + 1 == made.begun.size();
      // The close comes behind the last one: whether that made calls of its own nobody knows.
      if (is_last || made.begun[operation] < made.begun[operation + 1]) stages = step + 1;
      if (is_last && step > 0 && made.begun[operation - 1] == made.begun[operation]) stages = step;
    }
    return stages;
  }

  static Plan with_steps(Plan changes, std::uint64_t steps) {
    for (; steps > 0; --steps) changes.operations.push_back(plain_operation(OperationKind::step));
    return changes;
  }

  void fail_close_of(Plan world, std::uint64_t end) {
    const CallsOfWorld made = live(world);
    const std::vector<FaultRule> faults = faults_of_first_close(made.calls, made.stretches);
    std::vector<CallKind> kinds;
    for (const FaultRule& fault : faults) kinds.push_back(*fault.kind);
    if (!closes_.insert(std::move(kinds)).second) return;
    for (const FaultRule& fault : faults) {
      if (!goes_on() || worlds_lived() >= end) return;
      world.faults = {fault};
      live(world);
    }
  }

  Plan next_world() { return in_its_words(next_world_of_map()); }

  Plan in_its_words(Plan plan) {
    return store_.subject ? plan_for(store_, std::move(plan), Chooser(chooser_.next())) : plan;
  }

  Plan next_world_of_map() {
    if (corpus_.empty() || chooser_.chance(50)) {
      bool is_staged = chooser_.chance(staged_worlds);
      return is_staged ? draw_staged_world(options_.world, chooser_)
                       : draw_world(options_.world, chooser_);
    }
    const Plan& world = corpus_[chooser_.below(corpus_.size())];
    const Plan& other = corpus_[chooser_.below(corpus_.size())];
    return mutate_world(world, other, options_.world, chooser_);
  }

  // Returns the calls that it made; none if something was wrong.
  CallsOfWorld live(const Plan& world) {
    Recording recording = record_world(world);
    LifetimeCounts& counts = outcomes_.tally.lifetimes;
    ++counts.worlds;
    counts.lives += recording.lives;
    counts.operations += world.operations.size();
    counts.power_cuts += recording.powers;
    counts.damages += recording.damages;
    counts.faults += recording.struck;
    if (!recording.live.empty()) {
      report(world, recording);
      return {};
    }
    std::vector<std::uint64_t> shapes = shapes_.take_new();
    if (!shapes.empty()) keep(world);
    if (!shapes.empty() && options_.shown) {
      options_.shown->push_back({to_text(world), std::move(shapes)});
    }
    return {std::move(recording.seen), std::move(recording.stretches),
            std::move(recording.operation_seen)};
  }

  Recording record_world(const Plan& world) {
    const std::string text = to_text(world);
    RunUnderWay under_way(
        {.store = store_.name, .workload = text, .model = model_.name, .seed = options_.seed});
    return record(store_, world, {}, {.model = &model_, .tells_stories = false, .shape = &shapes_});
  }

  void keep(const Plan& world) {
    if (corpus_.size() < corpus_max) {
      corpus_.push_back(world);
    } else {
      corpus_[chooser_.below(corpus_.size())] = world;
    }
  }

  // One finding of each kind is shrunk and told; the others are counted.
  void report(const Plan& world, const Recording& recording) {
    shapes_.take_new();
    const LiveViolation& live = recording.live.front();
    FindingKind kind = live.violation.kind;
    outcomes_.tally.count_failures(kind, 1);
    auto same_kind = [&](const Finding& known) { return known.violation.kind == kind; };
    if (std::ranges::any_of(outcomes_.findings, same_kind)) return;
    Finding finding{.place = {.store = store_.name,
                              .workload = to_text(world),
                              .model = model_.name,
                              .seed = options_.seed},
                    .violation = live.violation,
                    .operation = describe_operation(world, live.operation)};
    Workload workload{.name = finding.place.workload,
                      .summary = "a world of lifetimes",
                      .plan = [&world](std::uint64_t) { return world; }};
    if (options_.shrinks) {
      if (auto shrunk = shrink(finding.place, store_, workload, &model_, &stops_)) {
        finding = std::move(shrunk->finding);
      }
    }
    finding.group = lifetimes_workload;
    outcomes_.findings.push_back(std::move(finding));
  }

  const StoreUnderTest& store_;
  const PersistenceModel& model_;
  const LifetimeOptions& options_;
  const std::atomic<bool>& stops_;
  Chooser chooser_;
  std::set<std::vector<CallKind>> closes_;  // of which each call has failed
  RunShape shapes_;
  std::vector<Plan> corpus_;
  std::uint64_t from_corpus_ = 0;  // worlds lived through
  Outcomes outcomes_;
};

}  // namespace

Outcomes explore_lifetimes(const StoreUnderTest& store, const PersistenceModel& model,
                           const LifetimeOptions& options, const std::atomic<bool>& stops) {
  return Piece(store, model, options, stops).run();
}

}  // namespace powercut
