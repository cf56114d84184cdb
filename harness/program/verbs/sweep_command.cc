// `powercut sweep`, `powercut errors` and `powercut live`, also of a part of the work and of what
// is left of it.
#include <fmt/format.h>

#include <algorithm>

#include "harness/lifetimes/live.h"
#include "harness/lifetimes/sweep_all.h"
#include "harness/program/inputs/choose.h"
#include "harness/program/inputs/read_part.h"
#include "harness/program/inputs/try_workloads.h"
#include "harness/program/inputs/user_corpus.h"
#include "harness/program/inputs/user_models.h"
#include "harness/program/inputs/user_plans.h"
#include "harness/program/interrupt.h"
#include "harness/program/report_error.h"
#include "harness/program/verbs/asked_less.h"
#include "harness/program/verbs/commands.h"
#include "harness/program/verbs/finish_sweep.h"
#include "harness/program/verbs/timed_sweep.h"
#include "harness/report/files/read_report.h"
#include "harness/report/progress_line.h"

namespace powercut {

namespace {

// The numbers for each store and model; a few seconds each.
constexpr std::uint64_t worlds_by_default = 1000;
constexpr std::uint64_t plans_by_default = 100;

using Sweeper = SweepResult (*)(const SweepOptions&, Progress&);

bool choose_all(const SweepArguments& arguments, const Registry& registry, Sweeper sweeper,
                SweepOptions& options) {
  const bool errors = sweeper == errors_all;
  auto always = [](const auto&) { return true; };
  auto unasked = [](const StoreUnderTest& store) { return store.in_sweep_default; };
  auto suits = [&](const Workload& workload) { return !errors || workload.in_errors_default; };
  options.seed = arguments.seed;
  options.jobs = jobs_or_cores(arguments.jobs);
  options.exploration = arguments.exploration;
  options.shard = arguments.shard;
  // A user who names workloads asks for just these.
  bool is_usual = arguments.workloads.empty() && arguments.plan_file.empty();
  options.worlds = arguments.worlds.value_or(is_usual ? worlds_by_default : 0);
  const bool has_plans = sweeper == sweep_all && is_usual;
  options.plans = arguments.plans.value_or(has_plans ? plans_by_default : 0);
  std::vector<std::string> workloads = arguments.workloads;
  return add_plans_of_file(arguments.plan_file, workloads) &&
         choose_stores(registry, arguments.stores, unasked, options.stores) &&
         choose_workloads(registry, workloads, suits, options.workloads) &&
         make_plans(options.workloads, arguments.seed) &&
         suit_each_other(options.stores, options.workloads) &&
         choose_models(registry, arguments.models, always, options.models);
}

// Less was asked for than a control needs to show that it fails.
bool is_narrowed(const SweepOptions& options, const Registry& registry, bool errors,
                 Clauses without) {
  const ExplorationOptions usual;
  if (without != Clauses::none()) return true;
  if (options.exploration.budget < usual.budget || options.exploration.depth < usual.depth) {
    return true;
  }
  return std::ranges::any_of(registry.workloads(), [&](const Workload& workload) {
    return (!errors || workload.in_errors_default) &&
           std::ranges::find(options.workloads, &workload) == options.workloads.end();
  });
}

// The options and the names of the cells that the result will have.
SweepResult head_of(Sweeper sweeper, const SweepOptions& options, Clauses without) {
  SweepResult head{.command = sweeper == errors_all ? "errors"
                              : sweeper == live     ? "live"
                                                    : "sweep",
                   .seed = options.seed,
                   .exploration = options.exploration,
                   .worlds = options.worlds,
                   .plans = options.plans,
                   .without = without};
  for (const StoreUnderTest* store : options.stores) {
    for (const Workload* workload : options.workloads) {
      for (const PersistenceModel* model : options.models) {
        head.cells.push_back({store->name, workload->name, model->name, {}});
      }
    }
  }
  return head;
}

// All the work, none of it done: what a part of it is held against.
SweepResult plan_of(Sweeper sweeper, SweepOptions options) {
  const std::atomic<bool> stops = true;
  options.stops = &stops;
  options.done.clear();
  Progress progress;
  return sweeper(options, progress);
}

// Reports the error, and returns none, unless the report is of a part of this sweep.
std::optional<SweepResult> take_up(const std::string& path, const SweepResult& plan,
                                   const Registry& registry) {
  auto part = read_part(path, registry);
  if (!part) return std::nullopt;
  if (auto problem = difference(plan, *part)) {
    report_error("cannot go on with {}: {}", path, *problem);
    return std::nullopt;
  }
  return part;
}

// Options that make no sense together; nullptr: there are none.
const char* problem_of_options(const SweepArguments& arguments, bool has_no_worlds) {
  if (arguments.time && (arguments.shard.count > 1 || !arguments.resume.empty())) {
    return "--time goes with neither --shard nor --resume";
  }
  if (arguments.time && !arguments.output.baseline.empty()) {
    return "--time goes without --baseline: how far it gets differs from run to run";
  }
  if (!arguments.corpus.empty() && !arguments.resume.empty()) {
    return "--corpus goes without --resume: the file has changed since";
  }
  if (has_no_worlds && arguments.corpus.empty()) {
    return "there is nothing to do: --worlds 0, and no --corpus";
  }
  return nullptr;
}

int sweep_with(Sweeper sweeper, const SweepArguments& arguments, Registry& registry) {
  bool errors = sweeper == errors_all;
  UserModels models;
  AskedLess less;
  UserCorpus corpus;
  SweepOptions options;
  if (!models.load(arguments.model_file, registry) || !less.load(arguments.without) ||
      !choose_all(arguments, registry, sweeper, options)) {
    return exit_wrong_usage;
  }
  OutputFiles files(arguments.output);
  if (!files.prepare(
          head_of(sweeper, options, less.without()), registry,
          {arguments.plan_file, arguments.model_file, arguments.resume, arguments.corpus}) ||
      !corpus.load(arguments.corpus, arguments.output.json)) {
    return exit_wrong_usage;
  }
  if (const char* problem = problem_of_options(arguments, sweeper == live && options.worlds == 0)) {
    return report_error("{}", problem);
  }
  less.replace(options.stores);
  options.corpus = corpus.corpus();
  auto say_what_was_asked = [&](SweepResult& result) {
    // Nobody knows when random draws have shown all.
    result.is_narrowed = is_narrowed(options, registry, errors, less.without()) || sweeper == live;
    less.mark(result);
  };
  Interrupt interrupt;
  std::optional<SweepResult> earlier;
  if (!arguments.resume.empty()) {
    SweepResult plan = plan_of(sweeper, options);
    say_what_was_asked(plan);
    earlier = take_up(arguments.resume, plan, registry);
    if (!earlier) return exit_wrong_usage;
    options.done = earlier->done;
  }
  options.stops = &Interrupt::is_asked();
  SweepResult result;
  std::string story;
  Progress progress;
  {
    ProgressLine line(progress, "pieces", count_pieces(options.done, options.shard).done);
    if (arguments.time) {
      TimedSweep timed = sweep_for(*arguments.time, options, [&](const SweepOptions& of_round) {
        progress.done = 0;
        return sweeper(of_round, progress);
      });
      result = std::move(timed.result);
      story = std::move(timed.story);
    } else {
      result = sweeper(options, progress);
    }
  }
  if (!story.empty()) fmt::print(stderr, "{}", story);
  bool is_saved = corpus.save(registry);
  say_what_was_asked(result);
  if (earlier) {
    if (auto problem = join(result, std::move(*earlier))) {
      return report_error("cannot go on with {}: {}", arguments.resume, *problem);
    }
  }
  models.mark(result);
  ShardCount pieces = count_pieces(result.done, options.shard);
  int code = finish_sweep(result, registry, files,
                          {.shard = options.shard,
                           .is_interrupted = Interrupt::is_asked() && pieces.done < pieces.total,
                           .shrinks = arguments.shrinks});
  return is_saved ? code : exit_wrong_usage;
}

}  // namespace

int run_sweep(const SweepArguments& arguments, Registry& registry) {
  if (!arguments.log.empty()) return run_log_sweep(arguments, registry);
  if (arguments.last_bytes > 0) return report_error("--last-bytes goes with --log");
  return sweep_with(sweep_all, arguments, registry);
}

int run_errors(const SweepArguments& arguments, Registry& registry) {
  return sweep_with(errors_all, arguments, registry);
}

int run_live(const SweepArguments& arguments, Registry& registry) {
  return sweep_with(live, arguments, registry);
}

}  // namespace powercut
