// Goal: every way of breaking the promise is seen, and called by its name. Method: stores that
// break it in one way each; the kind of finding, and the model under which it must turn up.
#include <gtest/gtest.h>

#include "harness/canary/toy_store_test.h"
#include "powercut/harness/check_store.h"

namespace powercut {
namespace {

struct Canary {
  Defect defect;
  SyncPolicy policy;
  const char* workload;
  FindingKind kind;
  const char* model;
  bool with_errors = false;
};

void expect_caught(std::initializer_list<Canary> canaries) {
  for (const Canary& canary : canaries) {
    ExplorationOptions exploration;
    if (canary.with_errors) exploration.depth = 0;
    CheckResult result = check_store(toy_store(canary.defect, canary.policy),
                                     {.workloads = {canary.workload},
                                      .models = {"in-order", "synced-only", "process-kill"},
                                      .with_errors = canary.with_errors,
                                      .exploration = exploration});
    EXPECT_TRUE(result.found(canary.kind, canary.model))
        << "no state is " << name_of(canary.kind) << " under " << canary.model << "\n"
        << result;
  }
}

constexpr SyncPolicy always = SyncPolicy::always;
constexpr SyncPolicy everysec = SyncPolicy::everysec;
constexpr SyncPolicy never = SyncPolicy::never;

TEST(StoreCanary, lost_changes_are_caught_without_any_crash) {
  expect_caught({
      {Defect::skips_every_third_record, always, "demo", FindingKind::lost, "run"},
      {Defect::skips_every_third_record, never, "demo", FindingKind::lost, "process-kill"},
      {Defect::forgets_when_closed, always, "demo", FindingKind::lost, "run"},
      {Defect::skips_removals, always, "demo", FindingKind::undone, "run"},
      {Defect::skips_removals, always, "demo", FindingKind::undone, "in-order"},
  });
}

TEST(StoreCanary, inventions_are_caught_wherever_they_show) {
  expect_caught({
      {Defect::invents_a_key, always, "demo", FindingKind::invented, "in-order"},
      {Defect::invents_a_key, never, "demo", FindingKind::invented, "process-kill"},
      {Defect::spoils_a_value, always, "demo", FindingKind::invented, "run"},
      {Defect::spoils_a_value, never, "demo", FindingKind::invented, "synced-only"},
  });
}

TEST(StoreCanary, batches_in_part_are_caught_under_every_policy) {
  expect_caught({
      {Defect::splits_batches, always, "batches", FindingKind::torn, "in-order"},
      {Defect::splits_batches, everysec, "batches", FindingKind::torn, "in-order"},
      {Defect::splits_batches, never, "batches", FindingKind::torn, "in-order"},
      {Defect::splits_batches, never, "batches", FindingKind::torn, "process-kill"},
  });
}

TEST(StoreCanary, reordered_changes_are_a_hole_in_the_prefix) {
  expect_caught({
      {Defect::writes_later_ones_first, never, "mixed-uniform", FindingKind::hole, "in-order"},
      {Defect::writes_later_ones_first, never, "mixed-uniform", FindingKind::lost, "process-kill"},
  });
}

TEST(StoreCanary, missing_syncs_are_caught_where_only_synced_bytes_survive) {
  expect_caught({
      {Defect::never_syncs, always, "demo", FindingKind::lost, "synced-only"},
      {Defect::never_syncs, everysec, "idle", FindingKind::lost, "synced-only"},
      {Defect::syncs_only_when_closed, everysec, "idle", FindingKind::lost, "synced-only"},
  });
}

// Goal: a process dies, the next one reads what only the cache holds, and the power fails (the two
// kinds of crash compose). Method: the second of everysec runs on across the restart.
TEST(StoreCanary, an_open_that_trusts_the_cache_is_caught) {
  expect_caught({{Defect::trusts_the_cache, everysec, "idle", FindingKind::lost, "synced-only"}});
}

// Goal: `never` may lose what no sync covered, but not what an explicit sync said is durable.
TEST(StoreCanary, a_sync_that_says_ok_and_does_nothing_is_caught_also_under_never) {
  expect_caught({{Defect::never_syncs, never, "faults", FindingKind::lost, "synced-only"}});
}

TEST(StoreCanary, acknowledging_after_a_failed_sync_is_caught) {
  expect_caught({
      {Defect::ignores_failed_syncs, always, "demo", FindingKind::accepted, "run", true},
      {Defect::ignores_failed_syncs, always, "demo", FindingKind::lost, "synced-only", true},
      {Defect::ignores_failed_syncs, everysec, "idle", FindingKind::accepted, "run", true},
  });
}

TEST(StoreCanary, torn_tails_that_are_not_handled_are_caught) {
  expect_caught({
      {Defect::dies_of_a_torn_tail, always, "demo", FindingKind::unopenable, "in-order"},
      {Defect::appends_behind_torn_tails, always, "demo", FindingKind::unstable, "in-order"},
      {Defect::forgets_when_closed, always, "demo", FindingKind::unstable, "in-order"},
  });
}

TEST(StoreCanary, reads_that_fail_are_caught) {
  expect_caught({
      {Defect::cannot_read_long_values, always, "demo", FindingKind::unreadable, "run"},
      {Defect::cannot_read_long_values, always, "demo", FindingKind::unreadable, "in-order"},
  });
}

TEST(StoreCanary, refusing_writes_after_a_full_disk_is_caught) {
  expect_caught(
      {{Defect::sulks_after_a_full_disk, always, "demo", FindingKind::stuck, "run", true}});
}

TEST(StoreCanary, a_wrong_answer_to_a_remove_is_caught) {
  expect_caught({{Defect::says_removed_regardless, always, "deletes", FindingKind::undone, "run"}});
}

}  // namespace
}  // namespace powercut
