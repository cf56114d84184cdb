#include <fmt/format.h>

#include "harness/program/report_error.h"
#include "harness/program/verbs/asked_finding.h"
#include "harness/program/verbs/commands.h"
#include "harness/report/table.h"
#include "harness/tell/replay.h"
#include "harness/tell/shrink.h"
#include "harness/watch/under_way.h"

namespace powercut {

namespace {

// On standard error: there is no result, and standard output may become a file of tests.
int refuse(std::string_view id, std::string_view why) {
  fmt::print(stderr, "{}: {}\n", without_control_bytes(id), why);
  return exit_not_as_expected;
}

}  // namespace

int run_shrink(const ShrinkArguments& arguments, Registry& registry) {
  AskedFinding asked;
  if (!asked.read(arguments.id, arguments.model_file, arguments.without, registry) ||
      !asked.choose(registry)) {
    return exit_wrong_usage;
  }
  if (arguments.as_test && !arguments.without_sync.empty()) {
    return report_error("--test: leave --without-sync out; a test has the store as it is");
  }
  asked.leave_out_sync(arguments.without_sync);
  const StoreUnderTest* store = asked.store;
  const Workload* workload = asked.workload;
  const PersistenceModel* model = asked.model;
  auto replay_of = [&](const FindingPlace& of, const Workload& its) {
    const std::string id = to_text(of);
    RunUnderWay under_way({.whole = id});
    return of.crash ? replay_crash(of, *store, its, *model) : replay_run(of, *store, its, model);
  };
  Replay first = replay_of(asked.place, *workload);
  if (!first.reached) return report_error("{}: this run has no such crash point", arguments.id);
  if (!first.broken) return refuse(arguments.id, "the promise is kept there: nothing to shrink");
  auto shrunk = shrink(asked.place, *store, *workload, model);
  if (!shrunk) {
    return refuse(arguments.id,
                  "the promise is broken there, but in no state that shrinking looks at");
  }
  asked.models.mark(shrunk->finding);
  asked.less.mark(shrunk->finding);
  shrunk->finding.program = registry.program;
  if (arguments.as_test) {
    bool is_of_user = !shrunk->finding.model_file.empty();
    fmt::print("{}", test_of(*shrunk, is_of_user ? model : nullptr, registry.test_header));
    return exit_as_expected;
  }
  const FindingPlace& least = shrunk->finding.place;
  fmt::print("{} operations are left of {}; {} runs were tried{}\n", shrunk->plan.operations.size(),
             workload->plan(asked.place.seed).operations.size(), grouped(shrunk->runs),
             shrunk->is_at_limit ? ", the most there may be" : "");
  fmt::print("{}{}\n\n", replay_command(shrunk->finding),
             without_sync_option(arguments.without_sync));
  fmt::print("{}", replay_of(least, *registry.find_workload(least.workload)).text);
  return exit_as_expected;
}

}  // namespace powercut
