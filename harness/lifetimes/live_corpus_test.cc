// Goal: lifetimes that begin with a corpus know at once what others took long to show, and the
// corpus kept depends on nothing but seed, options and the corpus before.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/canary/toy_store_test.h"
#include "harness/catalog/catalog.h"
#include "harness/lifetimes/corpus_growth.h"
#include "harness/lifetimes/live.h"
#include "harness/sweep/pieces.h"

namespace powercut {
namespace {

Outcomes lived_with(const StoreUnderTest& store, const char* model,
                    const std::vector<std::string>& corpus, std::uint64_t worlds,
                    std::vector<ShownWorld>* shown = nullptr) {
  LifetimeOptions options{.worlds = worlds, .corpus = corpus, .shown = shown};
  return explore_lifetimes(store, *find_persistence_model(model), options, never_stops());
}

std::vector<std::string> corpus_grown_on(const StoreUnderTest& store, const char* model,
                                         std::uint64_t worlds) {
  std::vector<ShownWorld> shown;
  lived_with(store, model, {}, worlds, &shown);
  StoreGrowth growth({});
  growth.add(std::move(shown));
  return growth.worlds(true);
}

SweepOptions a_few_worlds(Corpus& corpus, unsigned jobs = 1) {
  SweepOptions options{
      .stores = {find_store("log"), find_store("cask")},
      .models = {find_persistence_model("in-order"), find_persistence_model("synced-only")},
      .jobs = jobs,
      .worlds = 60};
  options.corpus = &corpus;
  return options;
}

TEST(LiveCorpus, shows_more_than_as_many_worlds_without) {
  const StoreUnderTest& store = *find_store("cask");
  std::vector<std::string> corpus = corpus_grown_on(store, "ext4", 400);
  ASSERT_LT(corpus.size(), 400U);
  Outcomes first = lived_with(store, "ext4", {}, corpus.size());
  Outcomes second = lived_with(store, "ext4", corpus, 0);
  EXPECT_EQ(second.tally.lifetimes.worlds, corpus.size());
  EXPECT_GT(second.tally.lifetimes.shapes, first.tally.lifetimes.shapes);
}

TEST(LiveCorpus, shows_again_all_that_it_was_kept_for) {
  const StoreUnderTest& store = *find_store("cask");
  std::vector<ShownWorld> shown;
  Outcomes first = lived_with(store, "ext4", {}, 200, &shown);
  std::vector<std::string> corpus;
  for (const ShownWorld& each : shown) corpus.push_back(each.world);
  std::vector<ShownWorld> again;
  Outcomes second = lived_with(store, "ext4", corpus, 0, &again);
  EXPECT_EQ(second.tally.lifetimes.shapes, first.tally.lifetimes.shapes);
  ASSERT_EQ(again.size(), shown.size());
  for (std::size_t world = 0; world < shown.size(); ++world) {
    EXPECT_EQ(again[world].shapes, shown[world].shapes) << shown[world].world;
  }
}

TEST(LiveCorpus, goes_on_to_new_worlds) {
  std::vector<ShownWorld> shown;
  Outcomes outcomes =
      lived_with(*find_store("log"), "in-order", {"=set(a=1),kill", "=sync,power"}, 50, &shown);
  EXPECT_EQ(outcomes.tally.lifetimes.worlds, 52U);
  ASSERT_GT(shown.size(), 10U);
  EXPECT_EQ(shown[0].world, "=set(a=1),kill");
  EXPECT_EQ(shown[1].world, "=sync,power");
}

// Worlds that a store that is right has lived through catch one that is wrong, without any new one.
TEST(LiveCorpus, canary_of_a_right_store_catches_wrong_ones) {
  std::vector<std::string> corpus = corpus_grown_on(toy_store(Defect::none), "in-order", 700);
  for (Defect defect :
       {Defect::skips_every_third_record, Defect::skips_removals, Defect::splits_batches,
        Defect::writes_later_ones_first, Defect::dies_of_a_torn_tail, Defect::forgets_when_closed,
        Defect::sulks_after_a_full_disk, Defect::says_removed_regardless}) {
    EXPECT_GT(lived_with(toy_store(defect), "in-order", corpus, 0).tally.failed, 0U)
        << static_cast<int>(defect);
  }
  EXPECT_EQ(lived_with(toy_store(Defect::none), "in-order", corpus, 0).tally.failed, 0U);
}

TEST(LiveCorpus, canary_of_one_world_is_lived_through_first) {
  StoreUnderTest toy = toy_store(Defect::skips_removals);
  EXPECT_EQ(lived_with(toy, "in-order", {}, 1).tally.failed, 0U);
  std::vector<ShownWorld> shown;
  Outcomes outcomes = lived_with(toy, "in-order", {"=set(a=1),remove(a),kill"}, 0, &shown);
  EXPECT_EQ(outcomes.tally.failed, 1U);
  EXPECT_TRUE(shown.empty()) << "a finding is no world to begin with";
}

TEST(LiveCorpus, grows_the_same_whatever_the_jobs) {
  Progress progress;
  Corpus one;
  Corpus other;
  live(a_few_worlds(one, 1), progress);
  live(a_few_worlds(other, 2), progress);
  EXPECT_EQ(one.worlds, other.worlds);
  EXPECT_GT(one.worlds_of("log").size(), 20U);
  EXPECT_GT(one.worlds_of("cask").size(), 20U);
  // And from a corpus that is there.
  other = one;
  SweepResult first = live(a_few_worlds(one, 2), progress);
  SweepResult second = live(a_few_worlds(other, 1), progress);
  EXPECT_EQ(one.worlds, other.worlds);
  EXPECT_EQ(first.cells[1].outcomes.tally, second.cells[1].outcomes.tally);
}

TEST(LiveCorpus, alone_is_lived_through_and_made_small) {
  const std::vector<std::string> grown = corpus_grown_on(*find_store("log"), "in-order", 200);
  Corpus corpus;
  corpus.worlds["log"] = grown;
  // A beginning of a world shows nothing of its own.
  const std::string& longest = std::ranges::max(grown, {}, &std::string::size);
  corpus.worlds["log"].push_back(longest.substr(0, longest.rfind(',')));
  const std::size_t before = corpus.size();
  SweepOptions options = a_few_worlds(corpus);
  options.stores = {find_store("log")};
  options.worlds = 0;
  Progress progress;
  SweepResult result = live(options, progress);
  EXPECT_EQ(result.cells[1].outcomes.tally.lifetimes.worlds, before);
  EXPECT_EQ(corpus.size(), before) << "other models may need them";
  options.models = persistence_models();
  live(options, progress);
  EXPECT_LT(corpus.size(), before);
  const Corpus least = corpus;
  live(options, progress);
  EXPECT_EQ(corpus.worlds, least.worlds);
}

TEST(LiveCorpus, of_a_shard_or_of_one_that_was_stopped_loses_nothing) {
  Progress progress;
  Corpus corpus;
  corpus.worlds["log"] = {"=sync", "=sync,sync"};
  corpus.worlds["cask"] = {"=sync"};
  const Corpus before = corpus;
  SweepOptions options = a_few_worlds(corpus);
  const std::atomic<bool> stops = true;
  options.stops = &stops;
  live(options, progress);
  EXPECT_EQ(corpus.worlds, before.worlds);
  options.stops = nullptr;
  options.shard = {.index = 1, .count = 4};
  live(options, progress);
  EXPECT_GT(corpus.worlds_of("log").size(), 10U);
  EXPECT_EQ(corpus.worlds_of("log")[1], "=sync,sync");
  EXPECT_EQ(corpus.worlds_of("cask"), before.worlds_of("cask"));
}

}  // namespace
}  // namespace powercut
