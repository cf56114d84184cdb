// Goal: the workloads for segments do what their names say, on every CaskStore of the catalog: one
// that silently does nothing else would find nothing. Method: each is run and watched.
#include "harness/workloads/segment_workloads.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "engine/cask/formats/segment_header.h"
#include "harness/catalog/catalog.h"
#include "harness/catalog/watched_cask_test.h"

namespace powercut {
namespace {

using testing::IsEmpty;

class SegmentWorkloads : public testing::TestWithParam<const char*> {
 protected:
  static const StoreUnderTest& store() { return *find_store(GetParam()); }

  static WatchedRun run_of(const char* workload) {
    WatchedRun run = watch(store(), find_workload(workload)->plan(1));
    EXPECT_THAT(run.recording.live, IsEmpty());
    return run;
  }
};

INSTANTIATE_TEST_SUITE_P(, SegmentWorkloads,
                         testing::Values("cask", "cask-everysec", "cask-never", "cask-ordered"),
                         [](const auto& store) {
                           std::string name = store.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST_P(SegmentWorkloads, change_the_store_between_the_steps_of_a_compaction) {
  const WatchedRun run = run_of("compaction-steps");
  using enum CompactionStage;
  EXPECT_GE(run.count(OperationKind::remove, copying), 1U);
  EXPECT_GE(run.count(OperationKind::batch, copying), 1U);
  EXPECT_GE(run.count(OperationKind::get, copying), 1U);
  EXPECT_GE(run.count(OperationKind::set, moving), 1U);
  EXPECT_GE(run.count(OperationKind::remove, moving), 1U);
  EXPECT_GE(run.count(OperationKind::get, moving), 2U);
  EXPECT_GE(run.count(OperationKind::kill, copying), 1U);
  EXPECT_GE(run.count(OperationKind::reopen, moving), 1U);
}

// Goal: a record in an output may be dead before the index names it. Method: the books say so,
// while the compaction is under way.
TEST_P(SegmentWorkloads, let_records_die_while_they_are_copied) {
  std::uint64_t dead_bytes = 0;
  for (const Moment& moment : run_of("compaction-steps").moments) {
    if (moment.stage != CompactionStage::moving) continue;
    for (const SegmentStats& segment : moment.stats.segments) {
      if (segment.merged) dead_bytes += segment.dead_bytes;
    }
  }
  EXPECT_GT(dead_bytes, 0U);
}

TEST_P(SegmentWorkloads, fill_segments_exactly_and_almost_and_more_than_that) {
  const WatchedRun run = run_of("rolls");
  std::set<std::uint64_t> ends;
  std::set<std::uint32_t> numbers;
  for (const Moment& moment : run.moments) {
    for (const SegmentStats& segment : moment.stats.segments) {
      numbers.insert(segment.number);
      if (!segment.merged) ends.insert(segment.file_bytes);
    }
  }
  EXPECT_GE(numbers.size(), 8U);
  EXPECT_THAT(ends, testing::IsSupersetOf({swept_segment_bytes, swept_segment_bytes - 1}));
  // The commit that was one byte too long stands alone.
  const std::uint64_t half_bytes = (swept_segment_bytes - segment_header_bytes) / 2;
  EXPECT_THAT(ends, testing::Contains(segment_header_bytes + half_bytes + 1));
  EXPECT_GT(*ends.rbegin(), swept_segment_bytes);
}

// Method: a restart finds the segment that the last change had just begun, or just filled.
TEST_P(SegmentWorkloads, restart_right_after_a_roll_and_at_a_full_segment) {
  std::set<std::uint64_t> ends;
  for (const Moment& moment : run_of("rolls").moments) {
    if (moment.call != OperationKind::kill && moment.call != OperationKind::reopen) continue;
    ends.insert(moment.stats.segments.back().file_bytes);
  }
  const std::uint64_t half_bytes = (swept_segment_bytes - segment_header_bytes) / 2;
  EXPECT_THAT(ends, testing::IsSupersetOf({segment_header_bytes + half_bytes,
                                           segment_header_bytes + half_bytes + 1,
                                           std::uint64_t{swept_segment_bytes}}));
  EXPECT_GT(*ends.rbegin(), swept_segment_bytes);
}

TEST_P(SegmentWorkloads, write_several_files_in_one_compaction) {
  std::ptrdiff_t merged_most = 0;
  for (const Moment& moment : run_of("several-outputs").moments) {
    auto merged = std::ranges::count_if(moment.stats.segments, &SegmentStats::merged);
    merged_most = std::max(merged_most, merged);
  }
  EXPECT_GE(merged_most, 2);
}

// Goal: each rule of the plan that names a file of the store really struck, and the caller was told
// where it cost a change. Method: the struck calls, and what became of the changes.
TEST_P(SegmentWorkloads, meet_a_full_disk_everywhere_and_go_on) {
  const Plan plan = find_workload("full-disk")->plan(1);
  const WatchedRun run = run_of("full-disk");
  const auto rules = std::ranges::count_if(
      plan.faults, [](const FaultRule& rule) { return rule.path.starts_with("data/"); });
  EXPECT_EQ(rules, 11);
  // One is of the room that this one does not make.
  const bool makes_room = GetParam() != std::string_view("cask-ordered");
  EXPECT_EQ(run.recording.struck, makes_room ? 11U : 10U);

  std::vector<OperationKind> failed;
  for (const Step& step : run.recording.history.steps) {
    if (step.outcome == Outcome::failed) failed.push_back(plan.operations[step.operation].kind);
  }
  EXPECT_THAT(failed,
              testing::ElementsAre(OperationKind::set, OperationKind::batch, OperationKind::remove,
                                   OperationKind::set, OperationKind::set));
  EXPECT_EQ(run.recording.history.steps.back().outcome, Outcome::acknowledged);
  EXPECT_TRUE(std::ranges::any_of(run.moments, [](const Moment& moment) {
    return moment.stats.compactions == 1;
  })) << "the fourth goes through";
}

TEST(SegmentWorkloadsOfLogs, meet_a_full_disk_too) {
  for (const char* name :
       {"log", "log-everysec", "atomic-snapshot", "snapshot", "log-no-sync-dir"}) {
    const Recording recording = record(*find_store(name), find_workload("full-disk")->plan(1));
    EXPECT_GE(recording.struck, name == std::string_view("snapshot") ? 1U : 3U) << name;
  }
}

// Goal: the timer syncs on its own, and across a roll. Method: the calls that no operation made: a
// sync as the time passes; and of the segment that a roll had begun since the timer was set.
TEST(Timers, sync_what_nothing_else_would) {
  const Plan plan = find_workload("timers")->plan(1);
  const Recording recording = record(*find_store("cask-everysec"), plan);
  EXPECT_THAT(recording.live, IsEmpty());
  std::size_t syncs = 0;
  std::size_t syncs_of_a_new_segment = 0;
  std::string path_at_last_sync;
  for (std::size_t index = 0; index < plan.operations.size(); ++index) {
    const OperationKind kind = plan.operations[index].kind;
    const bool passes_time = kind == OperationKind::wait || kind == OperationKind::step;
    const std::size_t end = index + 1 < recording.operation_calls.size()
                                ? recording.operation_calls[index + 1]
                                : recording.trace.size();
    for (std::size_t call = recording.operation_calls[index]; call < end; ++call) {
      const Call& made = recording.trace.calls()[call];
      if (!passes_time || made.effect != Effect::sync_data) continue;
      ++syncs;
      const std::string& path = recording.trace.path(made);
      if (path != path_at_last_sync) ++syncs_of_a_new_segment;
      path_at_last_sync = path;
    }
  }
  EXPECT_GE(syncs, 4U);
  EXPECT_GE(syncs_of_a_new_segment, 3U);
}

}  // namespace
}  // namespace powercut
