// A store is added by an entry here.
#include "harness/catalog/catalog.h"

#include "engine/cask/cask_store.h"
#include "engine/cask/formats/commit.h"
#include "engine/cask/formats/segment_header.h"
#include "engine/io/macros.h"
#include "engine/log/log_store.h"
#include "engine/log/record_format.h"
#include "engine/memory/memory_store.h"
#include "engine/mutants.h"
#include "engine/snapshot/atomic_snapshot_store.h"
#include "engine/snapshot/snapshot_store.h"
#include "harness/catalog/changed_in_sync_store.h"
#include "harness/catalog/command_store.h"
#include "harness/workloads/segment_workloads.h"
#include "harness/workloads/sized_plan.h"

#ifdef POWERCUT_MUTANTS
#include "engine/io/macros.h"
#include "harness/catalog/mutated_store.h"
#endif

namespace powercut {

namespace {

// Turns the concrete store that an open gave into a Store.
template <typename Concrete>
Result<std::unique_ptr<Store>> as_store(Result<std::unique_ptr<Concrete>> opened) {
  TRY_ASSIGN(std::unique_ptr<Store> store, std::move(opened));
  return store;
}

// All but D8: a log takes damage in its middle for a torn end, and a snapshot has no checksum.
Clauses tells_no_damage() { return Clauses::all().without(Clause::reports_damage); }

// A record for each change; nothing changes at a size but what reads in pages.
StoreEdges edges_of_log() {
  return {.record_header_bytes = record_header_bytes,
          .begins_file_at_open = false,
          .is_exact = true,
          .edges = {4096}};
}

StoreLimits limits_of_log() {
  return {.key_bytes = record_part_bytes_max,
          .value_bytes = record_part_bytes_max,
          .batch_bytes = batch_body_bytes_max,
          .batch_changes = batch_body_bytes_max / record_header_bytes,
          .change_bytes = record_header_bytes};
}

// Segments, as small as swept() makes them.
StoreEdges edges_of_cask() {
  return {.file_bytes = swept_segment_bytes,
          .file_header_bytes = segment_header_bytes,
          .change_header_bytes = commit_header_bytes,
          .record_header_bytes = record_header_bytes,
          .is_exact = true,
          .edges = {}};
}

// Under never it leaves the syncing to the system, at a close, too.
Clauses clauses_of_log(SyncPolicy policy) {
  const bool syncs = policy != SyncPolicy::never;
  return syncs ? tells_no_damage() : tells_no_damage().without(Clause::durable_close);
}

StoreUnderTest log_store(std::string name, std::string summary, LogStoreOptions options) {
  options.window_bytes = 1024;
  return {.name = std::move(name),
          .summary = std::move(summary),
          .policy = options.policy,
          .open =
              [options](Environment& environment) {
                return as_store(LogStore::open(environment, "data.log", options));
              },
          // Where a recycled block can hold a whole record: nothing in a record tells that it is
          // old.
          .fails_under = {"ext4-writeback", "f2fs"},
          .clauses = clauses_of_log(options.policy),
          .limits = limits_of_log(),
          .edges = edges_of_log(),
          .log_file = "data.log"};
}

StoreUnderTest log_without_directory_syncs() {
  StoreUnderTest store = log_store("log-no-sync-dir", "the log, wrong: no directory is ever synced",
                                   {.sync_directory = false});
  store.fails_under = {"synced-only", "ext4-writeback", "f2fs"};
  return store;
}

// Every workload rolls and compacts. Where no room is made, commits make the file grow, and a crash
// can leave recycled blocks at its end.
CaskOptions swept(CaskOptions options) {
  options.segment_bytes = swept_segment_bytes;
  options.room_bytes = std::min(options.room_bytes, 64U);
  options.small_percent = 60;
  options.compaction_step_bytes = 64;
  options.merged_commit_bytes = 150;
  options.compaction_changes = 2;
  options.loader_changes = 4;
  options.sorted_changes = 3;
  options.checkpoint_bytes = 512;
  options.index_slots = 2;
  options.ordered_page_bytes = 256;
  options.walk_slots = 4;
  options.held_key_bytes = 1500;
  return options;
}

StoreLimits limits_of_cask() {
  return {.key_bytes = cask_key_bytes_max,
          .value_bytes = cask_value_bytes_max,
          .batch_bytes = batch_body_bytes_max,
          .batch_changes = batch_body_bytes_max / record_header_bytes,
          .change_bytes = record_header_bytes};
}

StoreUnderTest cask_store(std::string name, std::string summary, const CaskOptions& of_store) {
  const CaskOptions options = swept(of_store);
  return {.name = std::move(name),
          .summary = std::move(summary),
          .policy = options.policy,
          .open =
              [options](Environment& environment) {
                return as_store(CaskStore::open(environment, "data", options));
              },
          .fails_under = {"ignored-flushes", "f2fs"},
          .clauses = Clauses::all(),
          .marks_its_end = true,
          .limits = limits_of_cask(),
          .edges = edges_of_cask()};
}

// server/README.md: the changes of a command or transaction have 32 MiB.
StoreLimits limits_of_commands() {
  StoreLimits limits = limits_of_cask();
  limits.value_bytes = std::size_t{16} << 20U;
  limits.batch_bytes = std::size_t{16} << 20U;
  limits.batch_changes = std::size_t{1} << 15U;
  return limits;
}

StoreUnderTest cask_commands() {
  return {
      .name = "cask-commands",
      .summary = "`cask` behind the server's commands; run only where it is named",
      .open = [](Environment& environment) { return open_command_store(environment, swept({})); },
      .clauses = Clauses::all(),
      .marks_its_end = true,
      .limits = limits_of_commands(),
      .edges = edges_of_cask(),
      .in_sweep_default = false};
}

StoreUnderTest cask_changed_in_sync() {
  return {.name = "cask-changed-in-sync",
          .summary =
              "`cask-everysec`, changed in the middle of its background syncs; run only "
              "where it is named",
          .policy = SyncPolicy::everysec,
          .open =
              [](Environment& environment) {
                return open_changed_in_sync_store(environment, "data", swept({}));
              },
          .clauses = Clauses::all(),
          .marks_its_end = true,
          .limits = limits_of_cask(),
          .edges = edges_of_cask(),
          .in_sweep_default = false};
}

StoreUnderTest memory() {
  return {.name = "memory",
          .summary = "a map in memory: the control that must lose everything",
          .open =
              [](Environment& environment) {
                return as_store(MemoryStore::open(environment, "data", {}));
              },
          .fails_under = {"run", "any"},
          .clauses = tells_no_damage()};
}

StoreUnderTest snapshot() {
  return {.name = "snapshot",
          .summary = "one JSON file, rewritten in place: one torn write loses everything",
          .open =
              [](Environment& environment) {
                return as_store(SnapshotStore::open(environment, "data.json"));
              },
          .fails_under = {"run", "any"},
          .clauses = tells_no_damage()};
}

StoreUnderTest atomic_snapshot() {
  return {.name = "atomic-snapshot",
          .summary = "one JSON file, replaced by rename: safe, and slow in proportion to its size",
          .open =
              [](Environment& environment) {
                return as_store(AtomicSnapshotStore::open(environment, "data.json"));
              },
          // Where a rename can leave neither name.
          .fails_under = {"posix-min"},
          .clauses = tells_no_damage()};
}

#ifdef POWERCUT_MUTANTS
// Where a mutant lives that is not one of the log synced before each acknowledgement.
struct MutantHome {
  Mutant mutant;
  StoreUnderTest (*store)();
};

StoreUnderTest log_everysec() { return log_store("log", "", {.policy = SyncPolicy::everysec}); }
StoreUnderTest log_never() { return log_store("log", "", {.policy = SyncPolicy::never}); }
StoreUnderTest cask() { return cask_store("cask", "", {}); }
StoreUnderTest cask_everysec() { return cask_store("cask", "", {.policy = SyncPolicy::everysec}); }
StoreUnderTest cask_never() { return cask_store("cask", "", {.policy = SyncPolicy::never}); }
StoreUnderTest cask_ordered() { return cask_store("cask", "", {.ordered = true, .room_bytes = 0}); }
StoreUnderTest cask_never_without_room() {
  return cask_store("cask", "", {.policy = SyncPolicy::never, .room_bytes = 0});
}

constexpr MutantHome mutant_homes[] = {
    {Mutant::everysec_only_on_traffic, log_everysec},
    {Mutant::everysec_swallows_failed_sync, log_everysec},
    {Mutant::old_log_not_synced_at_roll, log_never},
    {Mutant::no_sync_dir_after_snapshot_rename, atomic_snapshot},
    {Mutant::no_sync_before_snapshot_rename, atomic_snapshot},
    {Mutant::snapshot_in_place_unsynced, atomic_snapshot},
    {Mutant::synced_before_written, cask},
    {Mutant::visible_before_sync, cask},
    {Mutant::rolled_segments_not_synced, cask_never},
    {Mutant::written_after_failed_roll, cask},
    {Mutant::end_moved_before_write, cask},
    {Mutant::unsynced_called_durable, cask_never},
    {Mutant::sync_covers_what_came_meanwhile, cask_changed_in_sync},
    {Mutant::commit_of_any_place, cask_never_without_room},
    {Mutant::everysec_timer_not_rearmed, cask_everysec},
    {Mutant::batch_commit_by_commit, cask},
    {Mutant::failed_sync_forgotten, cask},
    {Mutant::manifest_unsynced, cask},
    {Mutant::current_manifest_not_synced, cask},
    {Mutant::segment_name_unsynced, cask},
    {Mutant::segment_of_failed_manifest_removed, cask},
    {Mutant::strays_removed_at_open, cask_never},
    {Mutant::merged_segment_unsynced, cask_ordered},
    {Mutant::merged_names_unsynced, cask},
    {Mutant::inputs_removed_before_manifest, cask},
    {Mutant::log_not_synced_before_install, cask_never},
    {Mutant::tombstone_dropped, cask},
    {Mutant::key_moved_back, cask},
    {Mutant::hint_unchecked, cask},
    {Mutant::commits_behind_hole, cask_never},
    {Mutant::open_segments_not_synced, cask},
    {Mutant::rename_in_two_commits, cask_commands},
    {Mutant::exec_commit_by_commit, cask_commands},
    {Mutant::mset_commit_by_commit, cask_commands},
    {Mutant::reply_before_commit, cask_commands},
};

// Each seeded bug as a store of its own, in the build that carries them. It is caught if `powercut
// sweep` or `powercut errors` finds anything at all against it.
StoreUnderTest mutated_store(Mutant mutant) {
  const auto* home = std::ranges::find(mutant_homes, mutant, &MutantHome::mutant);
  StoreUnderTest store = home == std::end(mutant_homes) ? log_store("log", "", {}) : home->store();
  store.name += "~" + std::string(name_of(mutant));
  store.summary = "the store with a seeded bug";
  store.in_sweep_default = true;
  store.open = [mutant, open = store.open](Environment& environment) {
    return MutatedStore::open(mutant, environment, open);
  };
  return store;
}
#endif

std::vector<StoreUnderTest> make_all_stores() {
  std::vector<StoreUnderTest> stores{
      memory(),
      snapshot(),
      atomic_snapshot(),
      log_store("log", "the log, synced before each acknowledgement", {}),
      log_store("log-everysec", "the log, synced once a second", {.policy = SyncPolicy::everysec}),
      log_store("log-never", "the log, synced when the operating system likes",
                {.policy = SyncPolicy::never}),
      log_without_directory_syncs(),
      cask_store("cask", "segments, synced before each acknowledgement", {}),
      cask_store("cask-everysec", "segments, read without a mapping, synced once a second",
                 {.policy = SyncPolicy::everysec, .maps_files = false}),
      cask_store("cask-never", "segments, synced when the operating system likes",
                 {.policy = SyncPolicy::never}),
      cask_store("cask-ordered",
                 "segments with an ordered index and no room ahead, synced before each "
                 "acknowledgement",
                 {.ordered = true, .room_bytes = 0}),
      cask_commands(),
      cask_changed_in_sync(),
  };
#ifdef POWERCUT_MUTANTS
  for (std::uint8_t number = 1; name_of(static_cast<Mutant>(number)) != "?"; ++number) {
    stores.push_back(mutated_store(static_cast<Mutant>(number)));
  }
#endif
  return stores;
}

static_assert(PlannedSizes::record_header_bytes == record_header_bytes);
static_assert(PlannedSizes::commit_header_bytes == commit_header_bytes);
static_assert(PlannedSizes::segment_header_bytes == segment_header_bytes);

}  // namespace

Registry make_registry() {
  Registry registry;
  for (StoreUnderTest& store : make_all_stores()) registry.add(std::move(store));
#ifdef POWERCUT_MUTANTS
  registry.program = "build/release/bin/powercut_mutants";
#else
  registry.program = "./run";
#endif
  registry.test_header = "harness/catalog/catalog.h";
  CHECK(!registry.problem());
  return registry;
}

const Registry& our_registry() {
  static const Registry registry = make_registry();
  return registry;
}

}  // namespace powercut
