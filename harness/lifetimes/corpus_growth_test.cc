// Goal: the worlds kept are the fewest that show all, whichever piece ends first. Method: worlds
// with shapes that are made up.
#include "harness/lifetimes/corpus_growth.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

namespace powercut {
namespace {

using testing::ElementsAre;
using Shown = std::vector<ShownWorld>;

Corpus corpus_of(std::vector<std::string> worlds) {
  Corpus corpus;
  corpus.worlds["log"] = std::move(worlds);
  return corpus;
}

bool always_done(const std::string&) { return true; }
bool never_done(const std::string&) { return false; }

TEST(CorpusGrowth, keeps_what_shows_something_that_none_before_has_shown) {
  StoreGrowth growth({"=sync", "=compact"});
  growth.add({{"=compact", {1, 2}}, {"=step", {3}}});
  growth.add({{"=compact", {1, 2, 4}}, {"=kill", {2, 3}}, {"=power", {3, 5}}});
  EXPECT_THAT(growth.worlds(true), ElementsAre("=compact", "=step", "=power"));
  // The other of before may show something in what was not done.
  EXPECT_THAT(growth.worlds(false), ElementsAre("=sync", "=compact", "=step", "=power"));
}

TEST(CorpusGrowth, keeps_no_world_twice_and_none_that_could_not_be_read_again) {
  StoreGrowth growth({"=sync"});
  growth.add({{"=set(a=x*600000)", {1}}, {"=kill", {2}}});
  growth.add({{"=kill", {3}}, {"=sync", {4}}, {"=power", {1}}});
  EXPECT_THAT(growth.worlds(true), ElementsAre("=sync", "=kill", "=power"));
}

TEST(CorpusGrowth, keeps_those_that_show_most_where_they_are_too_many) {
  StoreGrowth growth({"=sync", "=compact"}, 3);
  growth.add({{"=compact", {1}}, {"=kill", {2, 3}}, {"=power", {4}}, {"=step", {5, 6, 7}}});
  EXPECT_THAT(growth.worlds(false), ElementsAre("=compact", "=kill", "=step"));
  StoreGrowth long_one({}, 3);
  for (std::uint64_t world = 1; world <= 100; ++world) {
    std::vector<std::uint64_t> shapes{world * 10};
    if (world % 40 == 0) shapes.push_back(world * 10 + 1);
    long_one.add({{fmt::format("=wait({})", world), std::move(shapes)}});
  }
  EXPECT_THAT(long_one.worlds(true), ElementsAre("=wait(1)", "=wait(40)", "=wait(80)"));
}

TEST(CorpusGrowth, does_not_depend_on_which_piece_ends_first) {
  const Corpus before = corpus_of({"=sync"});
  const std::vector<Shown> pieces{{{"=kill", {1}}}, {{"=power", {1, 2}}}, {{"=step", {2}}}};
  std::vector<std::size_t> order{0, 1, 2};
  do {
    CorpusGrowth growth(before, {}, {});
    for (std::size_t piece : order) growth.add(piece, "log", pieces[piece]);
    EXPECT_THAT(growth.corpus(never_done).worlds_of("log"),
                ElementsAre("=sync", "=kill", "=power"));
  } while (std::ranges::next_permutation(order).found);
}

TEST(CorpusGrowth, takes_the_pieces_that_come) {
  const Corpus before = corpus_of({"=sync"});
  // The second of two shards, of which piece 3 was done before, and 5 never ends.
  CorpusGrowth growth(before, {.index = 2, .count = 2}, {false, false, false, true});
  growth.add(7, "log", {{"=kill", {1}}});
  growth.add(1, "log", {{"=power", {1}}});
  EXPECT_THAT(growth.corpus(always_done).worlds_of("log"), ElementsAre("=power"));
}

TEST(CorpusGrowth, leaves_other_stores_as_they_are) {
  Corpus before = corpus_of({"=sync"});
  before.worlds["cask"] = {"=kill"};
  CorpusGrowth growth(before, {}, {});
  growth.add(0, "log-no-sync-dir", {{"=power", {1}}});
  growth.add(1, "log", {});
  Corpus grown = growth.corpus(always_done);
  EXPECT_THAT(grown.worlds_of("cask"), ElementsAre("=kill"));
  EXPECT_THAT(grown.worlds_of("log-no-sync-dir"), ElementsAre("=power"));
  EXPECT_EQ(grown.worlds.count("log"), 0U);
}

}  // namespace
}  // namespace powercut
