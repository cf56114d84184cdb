#include <fmt/format.h>

#include <algorithm>

#include "harness/program/inputs/choose.h"
#include "harness/program/inputs/try_workloads.h"
#include "harness/program/inputs/user_models.h"
#include "harness/program/inputs/user_plans.h"
#include "harness/program/interrupt.h"
#include "harness/program/report_error.h"
#include "harness/program/verbs/asked_less.h"
#include "harness/program/verbs/commands.h"
#include "harness/program/verbs/finish_sweep.h"
#include "harness/report/matrix.h"
#include "harness/report/progress_line.h"

namespace powercut {

int run_matrix(const SweepArguments& arguments, Registry& registry) {
  UserModels user_models;
  if (!user_models.load(arguments.model_file, registry)) return exit_wrong_usage;
  AskedLess less;
  if (!less.load(arguments.without)) return exit_wrong_usage;
  SweepOptions options;
  options.seed = arguments.seed;
  options.jobs = jobs_or_cores(arguments.jobs);
  options.exploration = arguments.exploration;
  // Stores with seeded bugs only if named.
  auto is_sound = [](const StoreUnderTest& store) {
    return store.in_sweep_default && !store.name.contains('~');
  };
  auto always = [](const auto&) { return true; };
  auto cuts_power = [](const PersistenceModel& model) { return model.power_loss; };
  std::vector<std::string> workloads = arguments.workloads;
  if (!add_plans_of_file(arguments.plan_file, workloads) ||
      !choose_stores(registry, arguments.stores, is_sound, options.stores) ||
      !choose_workloads(registry, workloads, always, options.workloads) ||
      !make_plans(options.workloads, arguments.seed) ||
      !suit_each_other(options.stores, options.workloads) ||
      !choose_models(registry, {}, cuts_power, options.models)) {
    return exit_wrong_usage;
  }
  options.models = from_strongest(options.models, registry);
  less.replace(options.stores);
  Interrupt interrupt;
  options.stops = &Interrupt::is_asked();
  SweepResult result;
  Progress progress;
  {
    ProgressLine line(progress, "pieces");
    result = sweep(options, progress);
  }
  if (!result.is_complete()) {
    ShardCount pieces = count_pieces(result.done, {});
    fmt::print(stderr, "interrupted: {} of {} pieces done; a matrix of them would say nothing\n",
               pieces.done, pieces.total);
    return exit_interrupted;
  }
  less.mark(result);
  fmt::print("{}", matrix_text(result, options.models, options.stores, registry));
  return exit_as_expected;
}

}  // namespace powercut
