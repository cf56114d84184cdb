// Goal: recoveries that models and runs share change nothing of what they find. Method:
// explorations side by side against each alone; and recoveries taken from memory against those that
// are made anew.
#include "harness/explore/graph/recoveries.h"

#include <gtest/gtest.h>

#include "harness/catalog/catalog.h"
#include "harness/explore/failing_states_test.h"
#include "harness/run/line_store_test.h"
#include "harness/sweep/pieces.h"
#include "powercut/harness/plan_text.h"

namespace powercut {
namespace {

struct SharedCase {
  StoreUnderTest store;
  const char* plan;
};

std::vector<SharedCase> shared_cases() {
  return {{*find_store("snapshot"), "=set(a=1),set(b=2),remove(a)"},
          {*find_store("atomic-snapshot"), "=set(a=1),set(a=2)"},
          {*find_store("cask-never"), "=set(a=1),set(b=2),sync,remove(a),compact"},
          {line_store(Flaw::shows_before_syncing), "=set(a=1),set(b=2)"},
          {line_store(Flaw::renames_strays), "=set(a=1),set(b=2)"},
          {line_store(Flaw::links_strays), "=set(a=1),set(b=2)"}};
}

std::vector<std::string> ids_of(const Outcomes& outcomes) {
  std::vector<std::string> ids;
  for (const Finding& finding : outcomes.findings) {
    ids.push_back(to_text(finding.place) + " " + finding.violation.found);
  }
  return ids;
}

std::vector<UnderModel> all_models() {
  std::vector<UnderModel> models;
  for (const PersistenceModel* model : persistence_models()) models.push_back({model, false});
  return models;
}

TEST(explore_under_each, finds_what_each_model_finds_alone) {
  std::uint64_t failed = 0;
  for (const SharedCase& shared : shared_cases()) {
    RecordedRun run(shared.store, parse_plan(shared.plan).value());
    RunToTest subject{run.store, "plan", 1};
    std::atomic<std::uint64_t> visited = 0;
    auto explored = [&](const std::vector<UnderModel>& models) {
      return explore_under_each(subject, run.plan, run.recording, models, run.whole(), {}, visited,
                                never_stops());
    };
    auto together = explored(all_models());
    for (std::size_t model = 0; model < together.size(); ++model) {
      Outcomes alone = explored({all_models()[model]}).front();
      EXPECT_EQ(together[model].tally, alone.tally) << shared.store.name << ' ' << model;
      EXPECT_EQ(ids_of(together[model]), ids_of(alone)) << shared.store.name << ' ' << model;
      failed += alone.tally.failed;
    }
  }
  EXPECT_GT(failed, 100U);
}

// Goal: runs that share a graph are each judged by their own history. Method: a run twice, and then
// one in which a sync fails: each fails in as many states as alone.
TEST(explore_runs, judge_each_run_by_its_own_history) {
  const StoreUnderTest& store = *find_store("log-no-sync-dir");
  Plan plan = parse_plan("=set(a=1),set(b=2)").value();
  FaultRule rule{.kind = CallKind::sync, .nth = 1, .error = ErrorCode::io_failed};
  Recording first = record(store, plan);
  Recording second = record(store, plan, {rule});
  std::vector<RunToExplore> runs;
  for (const Recording* recording : {&first, &first, &second}) {
    CallRange whole{0, static_cast<std::uint32_t>(recording->trace.size())};
    runs.push_back({{store, "plan", 1}, *recording, whole});
  }
  std::atomic<std::uint64_t> visited = 0;
  auto failed_in = [&](const std::vector<RunToExplore>& some) {
    std::vector<std::vector<std::uint64_t>> failed;
    for (const auto& of_run :
         explore_runs(some, plan, all_models(), {.depth = 0}, visited, never_stops())) {
      auto& counts = failed.emplace_back();
      for (const Outcomes& outcomes : of_run) counts.push_back(outcomes.tally.failed);
    }
    return failed;
  };
  auto together = failed_in(runs);
  for (std::size_t run = 0; run < runs.size(); ++run) {
    EXPECT_EQ(together[run], failed_in({runs[run]}).front()) << run;
  }
  EXPECT_NE(together[0], together[2]);
}

// A disk with the same files as another, whose numbers differ.
Disk renumbered_copy(const Disk& disk) {
  Disk copy;
  for (int other = 0; other < 3; ++other) copy.create_inode(InodeKind::file);
  for (std::size_t entry = disk.entries(root_inode).size(); entry-- > 0;) {
    const DirectoryEntry& of = disk.entries(root_inode)[entry];
    InodeId file = copy.create_inode(InodeKind::file);
    copy.set_entry(root_inode, of.name, file);
    copy.write(file, 0, disk.contents(of.inode));
  }
  return copy;
}

// Goal: an image is opened once, and the remembered recovery is that of any other disk with the
// same files. Method: a store that repairs, renames and creates; its calls on the other disk lead
// to the same tree.
TEST(Recoveries, remembers_an_image_whatever_numbers_its_files_have) {
  StoreUnderTest store = line_store(Flaw::renames_strays);
  Disk image;
  for (const char* name : {"lines", "stray"}) {
    InodeId file = image.create_inode(InodeKind::file);
    image.set_entry(root_inode, name, file);
    image.write(file, 0, as_bytes(std::string_view("a=1\nb=2\nc")));
  }
  Disk same = renumbered_copy(image);
  ASSERT_TRUE(same_tree(image, same));
  KeyTable keys =
      RecordedRun(store, parse_plan("=set(a=1),set(b=2)").value()).recording.history.keys;
  Recoveries recoveries(store, keys, true);
  ImageHasher hasher;
  hasher.take(image);
  auto first = recoveries.recover(image, hasher, {.watches = true});
  EXPECT_TRUE(numbers_alike(*first, image, hasher));
  hasher.take(same);
  auto second = recoveries.recover(same, hasher, {.watches = true});
  EXPECT_EQ(recoveries.opened(), 1U);
  EXPECT_EQ(first, second);
  EXPECT_FALSE(numbers_alike(*second, same, hasher));
  Trace trace = renumbered(*second, same, hasher);
  ASSERT_EQ(trace.size(), first->trace.size());
  EXPECT_TRUE(first->renames);
  for (std::size_t call = 0; call < trace.size(); ++call) {
    const Call& here = trace.calls()[call];
    const Call& there = first->trace.calls()[call];
    apply_call(first->trace, there, there.length, image);
    apply_call(trace, here, here.length, same);
    EXPECT_TRUE(same_tree(image, same)) << describe(trace, here);
  }
}

// Canary: a store that is no function of its image is remembered as it was at first.
TEST(Recoveries, opens_an_image_anew_where_it_must_not_remember) {
  StoreUnderTest store = line_store(Flaw::none);
  KeyTable keys = RecordedRun(store, parse_plan("=set(a=1)").value()).recording.history.keys;
  Recoveries recoveries(store, keys, false);
  Disk image;
  ImageHasher hasher;
  hasher.take(image);
  auto first = recoveries.recover(image, hasher, {});
  EXPECT_NE(first, recoveries.recover(image, hasher, {}));
  EXPECT_EQ(recoveries.opened(), 2U);
}

// Goal: one that lived on is not taken for one that did not, nor one whose calls nobody watched for
// one whose calls are wanted.
TEST(Recoveries, tells_wishes_apart) {
  StoreUnderTest store = line_store(Flaw::none);
  KeyTable keys = RecordedRun(store, parse_plan("=set(a=1)").value()).recording.history.keys;
  Recoveries recoveries(store, keys, true);
  Disk image;
  ImageHasher hasher;
  hasher.take(image);
  EXPECT_EQ(recoveries.recover(image, hasher, {})->trace.size(), 1U);  // the mount
  EXPECT_GT(recoveries.recover(image, hasher, {.watches = true})->trace.size(), 1U);
  EXPECT_GT(recoveries.recover(image, hasher, {})->trace.size(), 1U);
  EXPECT_EQ(recoveries.opened(), 2U);
  recoveries.recover(image, hasher, {.lives_on = true});
  EXPECT_EQ(recoveries.opened(), 3U);
}

}  // namespace
}  // namespace powercut
