#include <fmt/format.h>

#include "harness/program/inputs/user_log.h"
#include "harness/program/report_error.h"
#include "harness/program/verbs/asked_finding.h"
#include "harness/program/verbs/commands.h"
#include "harness/sweep/log_sweep.h"
#include "harness/tell/replay.h"
#include "harness/watch/under_way.h"

namespace powercut {

namespace {

int show(const Replay& replay, const std::string& id) {
  if (!replay.reached) return report_error("{}: this run has no such crash point", id);
  fmt::print("{}", replay.text);
  return replay.broken ? exit_as_expected : exit_not_as_expected;
}

int replay_cut_of_log(const ReplayArguments& arguments, const FindingPlace& place,
                      const StoreUnderTest& store) {
  if (!arguments.without.empty()) return report_error("--log: leave --without out");
  if (store.log_file.empty()) return report_error("the store {} keeps no log", store.name);
  if (place.model != byte_prefix || !place.crash) {
    return report_error("{}: not a finding of a sweep over a log", arguments.id);
  }
  auto log = read_user_log(arguments.log);
  if (!log) return exit_wrong_usage;
  return show(replay_log(store, log->bytes, place.crash->first.byte), arguments.id);
}

}  // namespace

int run_replay(const ReplayArguments& arguments, Registry& registry) {
  RunUnderWay under_way({.whole = arguments.id});
  AskedFinding asked;
  if (!asked.read(arguments.id, arguments.model_file, arguments.without, registry)) {
    return exit_wrong_usage;
  }
  asked.leave_out_sync(arguments.without_sync);
  if (!arguments.log.empty()) return replay_cut_of_log(arguments, asked.place, *asked.store);
  if (asked.place.model == byte_prefix) {
    return report_error("{}: a finding of a sweep over a log needs --log FILE", arguments.id);
  }
  if (!asked.choose(registry)) return exit_wrong_usage;
  return show(asked.place.crash
                  ? replay_crash(asked.place, *asked.store, *asked.workload, *asked.model)
                  : replay_run(asked.place, *asked.store, *asked.workload, asked.model),
              arguments.id);
}

}  // namespace powercut
