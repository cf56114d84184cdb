// A workload is added by an entry here.
#include "harness/workloads/standard_workloads.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/workloads/command_workload.h"
#include "harness/workloads/mixes.h"
#include "harness/workloads/segment_workloads.h"
#include "powercut/harness/plan_text.h"
#include "powercut/harness/workload.h"

namespace powercut {

namespace {

// 86 bytes of log, and a fifth record that a crash can cut after 11.
Plan demo(std::uint64_t) {
  return {.operations = {set_operation("name", "Ada"), set_operation("language", "python"),
                         get_operation("name"), set_operation("name", "Grace"),
                         remove_operation("language"), get_operation("language"),
                         set_operation("city", "London")}};
}

// One key set over and over, and a compaction.
Plan counter(std::uint64_t) {
  Plan plan;
  for (int number = 0; number < 50; ++number) {
    plan.operations.push_back(set_operation("counter", fmt::format("{}", number)));
  }
  plan.operations.push_back(plain_operation(OperationKind::compact));
  plan.operations.push_back(set_operation("counter", "done"));
  return plan;
}

// A store that has lived: the setup is durable, so that a compaction can go wrong, and not the
// creation of the file.
Plan aged(std::uint64_t seed) {
  Plan plan = draw({.operations = 24, .keys = 6, .removes = 30}, seed);
  plan.setup = std::move(plan.operations);
  plan.operations = {set_operation("key0", "after"),
                     remove_operation("key1"),
                     plain_operation(OperationKind::compact),
                     set_operation("key2", "later"),
                     remove_operation("key0"),
                     plain_operation(OperationKind::kill),
                     set_operation("key3", "again"),
                     plain_operation(OperationKind::compact),
                     plain_operation(OperationKind::compact),
                     set_operation("key1", "last")};
  return plan;
}

// Short enough to let each of its calls fail in each way. "fourscore" is so long that the second
// compaction writes as many bytes as the first did before key3: where that one failed, and its file
// was taken again as it was, key3 comes back.
Plan faults(std::uint64_t seed) {
  Plan plan = draw({.operations = 6, .keys = 3}, seed);
  plan.setup = std::move(plan.operations);
  Batch batch;
  batch.set("key0", "batched");
  batch.remove("key1");
  batch.set("key2", "batched");
  plan.operations = {set_operation("key4", "brief"),
                     remove_operation("key4"),
                     set_operation("key0", "one"),
                     remove_operation("key1"),
                     batch_operation(batch),
                     set_operation("key1", "two"),
                     wait_operation(std::chrono::milliseconds(1500)),
                     set_operation("key3", "unsynced"),
                     plain_operation(OperationKind::compact),
                     wait_operation(std::chrono::milliseconds(1200)),
                     set_operation("key2", "three"),
                     plain_operation(OperationKind::sync),
                     set_operation("key0", "fourscore"),
                     remove_operation("key3"),
                     plain_operation(OperationKind::compact),
                     plain_operation(OperationKind::reopen),
                     remove_operation("key2"),
                     wait_operation(std::chrono::milliseconds(700)),
                     set_operation("key3", "five"),
                     set_operation("key0", "six")};
  return plan;
}

// Each third sync fails, and the store is closed and opened again: every model shows what the store
// does about that.
Plan failing_syncs(std::uint64_t) {
  Plan plan{.setup = {set_operation("key0", "held"), set_operation("key1", "held")},
            .operations = {set_operation("key0", "one"), set_operation("key2", "two"),
                           plain_operation(OperationKind::sync), set_operation("key1", "three"),
                           plain_operation(OperationKind::reopen), remove_operation("key0"),
                           set_operation("key2", "four"), plain_operation(OperationKind::reopen),
                           set_operation("key3", "five"), plain_operation(OperationKind::sync)}};
  for (std::uint64_t nth : {3, 6, 9}) {
    plan.faults.push_back({.kind = CallKind::sync, .nth = nth, .error = ErrorCode::io_failed});
  }
  // CaskStore syncs data alone, several times before the first commit of a process.
  for (std::uint64_t nth : {6, 13}) {
    plan.faults.push_back({.kind = CallKind::sync_data, .nth = nth, .error = ErrorCode::io_failed});
  }
  return plan;
}

// The next open finds what a power cut left in the middle of the operation.
Plan after_power_cut(Operation interrupted) {
  return {.setup = {set_operation("key0", "held"), set_operation("key1", "held"),
                    set_operation("key0", "kept")},
          .interrupted = std::move(interrupted),
          .operations = {set_operation("key2", "new"), plain_operation(OperationKind::compact),
                         remove_operation("key1"), plain_operation(OperationKind::reopen),
                         set_operation("key0", "last")}};
}

Plan torn_tail(std::uint64_t) { return after_power_cut(set_operation("key0", "kept")); }

Plan stray_file(std::uint64_t) { return after_power_cut(plain_operation(OperationKind::compact)); }

Workload mixed(std::string name, std::string summary, Mix mix) {
  return {.name = std::move(name),
          .summary = std::move(summary),
          .plan = [mix](std::uint64_t seed) { return draw(mix, seed); }};
}

std::vector<Workload> make_standard_workloads() {
  Mix everything{.gets = 10, .removes = 15, .compactions = 4, .syncs = 3, .reopens = 4};
  return {
      {"demo", "an example: three sets, an overwrite and a remove", demo, true},
      {"counter", "one key set 50 times, and compacted", counter},
      mixed("mixed-uniform", "set, overwrite, remove, get, compact, sync, reopen; all keys alike",
            everything),
      mixed("batches", "atomic batches among single changes",
            {.operations = 32, .keys = 6, .removes = 10, .batches = 50, .compactions = 6}),
      mixed("deletes", "as many removes as sets, with compactions",
            {.keys = 5, .removes = 45, .compactions = 10}),
      mixed("restarts", "a reopen or a kill after every few changes",
            {.keys = 6, .removes = 15, .compactions = 5, .reopens = 15, .kills = 15}),
      mixed("idle", "pauses of up to 1.5 s between changes and kills: what a timer must sync",
            {.operations = 64,
             .keys = 6,
             .removes = 10,
             .syncs = 2,
             .kills = 10,
             .waits = 40,
             .wait_milliseconds_max = 1500}),
      {"timers",
       "single changes before pauses of more than a second; a full file between two syncs", timers},
      {"rolls",
       "values and batches that just fit into a segment of `cask`, or just do not; restarts",
       rolls},
      {"compaction-steps", "changes, a kill and a reopen between single steps of a compaction",
       compaction_steps},
      {"commands", "renames, copies, appends, counts, and changes of several keys at once",
       commands},
      {"full-disk", "no room for a commit, a batch, a new file, a compaction; then there is again",
       full_disk},
      {"awkward-bytes", "empty, binary and page-long bytes, and values that hold encoded records",
       awkward_bytes},
      {"removed-of-old", "a key of an old segment is removed, and what came later compacted",
       removed_of_old},
      {"full-segment", "changes of which two do not fit into a segment of 256 bytes", full_segment,
       true},
      {"several-outputs", "compactions that write several files, each followed by a kill",
       several_outputs, true},
      {"aged", "a store with a past, durable; then changes, kills and compactions", aged},
      {"faults", "a little of everything, short: for `powercut errors`", faults, true},
      {"failing-syncs", "every third sync fails; the store is opened again, and goes on",
       failing_syncs},
      {"torn-tail", "begins where the power failed in the middle of a set", torn_tail, true},
      {"stray-file", "begins where the power failed in the middle of a compaction, if it writes",
       stray_file, true},
  };
}

}  // namespace

const std::vector<Workload>& standard_workloads() {
  static const std::vector<Workload> workloads = make_standard_workloads();
  return workloads;
}

}  // namespace powercut
