#include <fmt/format.h>

#include "harness/program/asked_less.h"
#include "harness/program/choose.h"
#include "harness/program/commands.h"
#include "harness/program/complain.h"
#include "harness/program/try_workloads.h"
#include "harness/program/user_log.h"
#include "harness/program/user_models.h"
#include "harness/sweep/log_sweep.h"
#include "harness/tell/replay.h"
#include "harness/watch/under_way.h"

namespace powercut {

namespace {

int show(const Replay& replay, const std::string& id) {
  if (!replay.reached) return complain("{}: this run has no such crash point", id);
  fmt::print("{}", replay.text);
  return replay.broken ? exit_as_expected : exit_not_as_expected;
}

int replay_cut_of_log(const ReplayArguments& arguments, const FindingPlace& place,
                      const StoreUnderTest& store) {
  if (!arguments.without.empty()) return complain("--log: leave --without out");
  if (store.log_file.empty()) return complain("the store {} keeps no log", store.name);
  if (place.model != byte_prefix || !place.crash) {
    return complain("{}: not a finding of a sweep over a log", arguments.id);
  }
  auto log = read_user_log(arguments.log);
  if (!log) return exit_wrong_usage;
  return show(replay_log(store, log->bytes, place.crash->first.byte), arguments.id);
}

}  // namespace

int run_replay(const ReplayArguments& arguments, Registry& registry) {
  UserModels models;
  if (!models.load(arguments.model_file, registry)) return exit_wrong_usage;
  auto place = parse_finding_place(arguments.id);
  if (!place) {
    return complain("'{}' is not the id of a finding: store/workload/model/seed/point[/fault]",
                    arguments.id);
  }
  RunUnderWay under_way({.whole = arguments.id});
  AskedLess less;
  if (!less.load(arguments.without)) return exit_wrong_usage;
  const StoreUnderTest* store = choose_store(registry, place->store);
  if (store == nullptr) return exit_wrong_usage;
  store = less.store(*store);
  if (!arguments.log.empty()) return replay_cut_of_log(arguments, *place, *store);
  if (place->model == byte_prefix) {
    return complain("{}: a finding of a sweep over a log needs --log FILE", arguments.id);
  }
  const Workload* workload = choose_workload(registry, place->workload);
  if (workload == nullptr || !make_plans({workload}, place->seed)) return exit_wrong_usage;
  const PersistenceModel* model = nullptr;
  if (!choose_model_of(registry, *place, model)) return exit_wrong_usage;
  if (!place->crash) return show(replay_run(*place, *store, *workload, model), arguments.id);
  return show(replay_crash(*place, *store, *workload, *model), arguments.id);
}

}  // namespace powercut
