// Litmus tests of single attributes, by rows made for them: the parts of a rename and of a remove,
// the parts of one write, the states of a call under way.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "faultfs/litmus/litmus.h"

namespace powercut {
namespace {

using testing::UnorderedElementsAre;

// Whole writes in any order; attributes are added by the tests.
PersistenceModel row_with(std::initializer_list<const char*> rules) {
  PersistenceModel row{.name = "row", .summary = "", .overwrite_unit = 0, .append_unit = 0};
  for (const char* rule : rules) row.order.push_back(parse_order_rule(rule).value());
  return row;
}

// "t", new, is renamed to "a", old.
std::set<std::string> left_of_rename(PersistenceModel row) {
  row.rename_in_parts = true;
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").create("t").write("t", 0, "n").remount();
  litmus.rename("t", "a");
  return litmus.left(row);
}

// Goal: the parts of a rename may be there alone unless a rule forbids it. Method: all rules that
// file systems are known for, and both at once.
TEST(LitmusRules, parts_of_a_rename_come_as_the_rules_say) {
  EXPECT_THAT(left_of_rename(row_with({})),
              UnorderedElementsAre("a=o t=n", "t=n", "a=n t=n", "a=n", "a=o", "-"));
  EXPECT_THAT(left_of_rename(row_with({"link before unlink in call"})),
              UnorderedElementsAre("a=o t=n", "t=n", "a=n t=n", "a=n"));
  EXPECT_THAT(left_of_rename(row_with({"unlink before link in call"})),
              UnorderedElementsAre("a=o t=n", "t=n", "a=n", "a=o", "-"));
  EXPECT_THAT(
      left_of_rename(row_with({"displace before unlink in call", "unlink before link in call"})),
      UnorderedElementsAre("a=o t=n", "t=n", "-", "a=n"));
  EXPECT_THAT(left_of_rename(row_with({"rename before rename in call"})),
              UnorderedElementsAre("a=o t=n", "t=n", "a=n t=n", "a=n"));
}

// Goal: a link that replaces the old entry leaves nothing for displace to take away; this found
// that it took the new name. Method: the rule that lets the link come first.
TEST(LitmusRules, link_before_displace_never_loses_the_target) {
  EXPECT_THAT(left_of_rename(row_with({"link before displace in call"})),
              UnorderedElementsAre("a=o t=n", "a=n t=n", "a=n", "a=o"));
  EXPECT_THAT(
      left_of_rename(row_with({"link before displace in call", "link before unlink in call"})),
      UnorderedElementsAre("a=o t=n", "a=n t=n", "a=n"));
}

// Goal: a truncate zeroes the rest of its block apart from the size, and first where a rule says
// so. Method: a file that ends in its second block is cut in its first.
TEST(LitmusRules, truncate_zeroes_its_last_block_in_place) {
  auto left = [](PersistenceModel row) {
    row.truncate_zeroes = true;
    Litmus litmus;
    litmus.create("a").write("a", 0, std::string(4098, 'x')).remount().truncate("a", 4096 - 2);
    std::set<std::string> ends;
    for (const std::string& text : litmus.left(row)) ends.insert(text.substr(2 + 4096 - 4));
    return ends;
  };
  EXPECT_THAT(left(row_with({})), UnorderedElementsAre("xxxxxx", "xx00xx", "xx"));
  PersistenceModel without = row_with({});
  Litmus litmus;
  litmus.create("a").write("a", 0, "xyz").remount().truncate("a", 1);
  EXPECT_THAT(litmus.left(without), UnorderedElementsAre("a=xyz", "a=x"));
}

// Goal: a file that was cut and grows shows what it held, but for what has been zeroed or written.
// Method: the zeros of the cut, its size, the new size and the new byte, in all ways.
TEST(LitmusRules, a_file_that_grows_again_shows_what_was_cut_off) {
  PersistenceModel row = row_with({"truncate before size in file"});
  row.size_before_data = true;
  row.truncate_zeroes = true;
  Litmus litmus;
  litmus.create("a").write("a", 0, "xyz").remount().truncate("a", 1).write("a", 1, "N");
  const std::set<std::string> left = litmus.left(row);
  EXPECT_TRUE(left.contains("a=xy"));
  EXPECT_TRUE(left.contains("a=x0"));
  row.order.push_back(parse_order_rule("overwrite before truncate in call").value());
  EXPECT_FALSE(litmus.left(row).contains("a=xy"));
  Litmus gap;
  gap.create("a").write("a", 0, "xyz").remount().truncate("a", 1).write("a", 4096, "N");
  EXPECT_TRUE(gap.left(*find_persistence_model("ext4-writeback"))
                  .contains("a=xyz" + std::string(4096 - 3, '0')));
}

// Goal: bytes appended after a cut may be on disk before the cut is: then in the old, long file.
TEST(LitmusRules, bytes_after_a_cut_may_lie_in_the_longer_file) {
  PersistenceModel row = row_with({"truncate before size in file"});
  row.size_before_data = true;
  Litmus litmus;
  litmus.create("a").write("a", 0, "xyz").remount().truncate("a", 1).write("a", 1, "N");
  EXPECT_THAT(litmus.left(row), UnorderedElementsAre("a=xyz", "a=xNz", "a=x", "a=x0", "a=xN"));
}

// Goal: a file may be as long as the end of its last block before a write behind a gap is there.
TEST(LitmusRules, a_gap_grows_to_the_end_of_its_block_first) {
  PersistenceModel row = row_with({"size before size in call"});
  row.size_before_data = true;
  Litmus litmus;
  litmus.create("a").write("a", 0, std::string(4094, 'x')).remount().write("a", 4098, "N");
  std::set<std::string> ends;
  for (const std::string& text : litmus.left(row)) ends.insert(text.substr(2 + 4094));
  EXPECT_THAT(ends, UnorderedElementsAre("", "00", "00000", "0000N"));
}

// Goal: a rule may hold for renames over a name that was there, and for no others.
TEST(LitmusRules, size_comes_before_a_rename_that_replaces) {
  PersistenceModel row = row_with({"size before replace in file"});
  row.size_before_data = true;
  Litmus over;
  over.create("a").write("a", 0, "o").create("t").remount().write("t", 0, "N").rename("t", "a");
  EXPECT_THAT(over.left(row), UnorderedElementsAre("a=o t=", "a=o t=0", "a=o t=N", "a=0", "a=N"));
  Litmus to_new;
  to_new.create("t").remount().write("t", 0, "N").rename("t", "a");
  EXPECT_THAT(to_new.left(row), UnorderedElementsAre("t=", "t=0", "t=N", "a=", "a=0", "a=N"));
}

// Goal: a remove's two parts come as the rules say, either way round.
TEST(LitmusRules, removal_empties_before_or_after_the_name_goes) {
  auto left = [](PersistenceModel row) {
    row.removal_empties = true;
    Litmus litmus;
    litmus.create("a").write("a", 0, "x").also_named("a", "b").remount();
    litmus.remove("b").remount().remove("a");
    return litmus.left(row);
  };
  EXPECT_THAT(left(row_with({})), UnorderedElementsAre("a=x", "a=", "-"));
  EXPECT_THAT(left(row_with({"truncate before remove in call"})),
              UnorderedElementsAre("a=x", "a=", "-"));
  EXPECT_THAT(left(row_with({"remove before truncate in call"})), UnorderedElementsAre("a=x", "-"));
}

// Goal: the same for what a write overwrites and appends; this found that a rule against the order
// in which the parts are listed did nothing.
TEST(LitmusRules, parts_of_a_write_come_as_the_rules_say) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").remount().write("a", 0, "NA");
  EXPECT_THAT(litmus.left(row_with({})), UnorderedElementsAre("a=o", "a=N", "a=oA", "a=NA"));
  EXPECT_THAT(litmus.left(row_with({"overwrite before append in call"})),
              UnorderedElementsAre("a=o", "a=N", "a=NA"));
  EXPECT_THAT(litmus.left(row_with({"append before overwrite in call"})),
              UnorderedElementsAre("a=o", "a=oA", "a=NA"));
}

// Goal: a rule in file or in directory holds there and not elsewhere. Method: two creates, in one
// directory and in two; an overwrite and an append, of one file and of two.
TEST(LitmusRules, scopes_bound_a_rule) {
  PersistenceModel by_directory = row_with({"create before create in directory"});
  Litmus together;
  together.create("a").create("b");
  EXPECT_THAT(together.left(by_directory), UnorderedElementsAre("-", "a=", "a= b="));
  Litmus apart;
  apart.make_dir("d").remount().create("a").create("d/b");
  EXPECT_THAT(apart.left(by_directory),
              UnorderedElementsAre("d/", "a= d/", "d/ d/b=", "a= d/ d/b="));

  PersistenceModel by_file = row_with({"overwrite before append in file"});
  Litmus one;
  one.create("a").write("a", 0, "o").remount().write("a", 0, "N").write("a", 1, "A");
  EXPECT_THAT(one.left(by_file), UnorderedElementsAre("a=o", "a=N", "a=NA"));
  Litmus two;
  two.create("a").write("a", 0, "o").create("b").remount().write("a", 0, "N").write("b", 0, "B");
  EXPECT_THAT(two.left(by_file), UnorderedElementsAre("a=o b=", "a=N b=", "a=o b=B", "a=N b=B"));
}

// Goal: the order is transitive: an effect brings along all effects before it. Method: a chain of
// two rules.
TEST(LitmusRules, rules_reach_through_each_other) {
  PersistenceModel row = row_with({"create before overwrite", "overwrite before remove"});
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").create("x").remount();
  litmus.create("c").write("a", 0, "N").remove("x");
  EXPECT_THAT(litmus.left(row), UnorderedElementsAre("a=o x=", "a=o c= x=", "a=N c= x=", "a=N c="));
  EXPECT_THAT(litmus.sync_dir("/").left(row), UnorderedElementsAre("a=N c="));
}

// Goal: a write under way is there in its first bytes, or in any subset of its sectors. Method: a
// byte in each of three sectors that are there; the models at once.
TEST(LitmusRules, write_under_way_is_a_prefix_or_sectors) {
  Litmus litmus;
  std::string old(514, 'o');
  litmus.create("a").write("a", 0, old).remount().write("a", 511, "ABC");
  std::string front = "a=" + std::string(511, 'o');
  auto after = [&](const char* text) { return front + text; };
  EXPECT_THAT(litmus.left_within("in-order"),
              UnorderedElementsAre(after("Aoo"), after("ABo"), after("ABC")));
  EXPECT_EQ(litmus.left_within("process-kill"), litmus.left_within("in-order"));
  EXPECT_THAT(litmus.left_within("sector-tear"),
              UnorderedElementsAre(after("Aoo"), after("oBC"), after("ABC")));
  EXPECT_THAT(litmus.left_within("in-order-sectors"),
              UnorderedElementsAre(after("Aoo"), after("ABC")));
  EXPECT_THAT(litmus.left_within("posix-min"), UnorderedElementsAre());
  EXPECT_THAT(litmus.left_within("synced-only"), UnorderedElementsAre());
  for (const char* model : {"in-order", "process-kill", "sector-tear", "in-order-sectors"}) {
    EXPECT_THAT(litmus.left(model), UnorderedElementsAre(after("ABC"))) << model;
  }
}

// Goal: in order by whole sectors a file grows by them, which a disk that tears the last write does
// not do: that has the whole size first. Method: an append over the edge of a sector.
TEST(LitmusRules, append_under_way_comes_by_sectors) {
  Litmus litmus;
  std::string front(511, 'o');
  litmus.create("a").write("a", 0, front).remount().write("a", 511, "ABC");
  EXPECT_THAT(litmus.left_within("in-order-sectors"),
              UnorderedElementsAre("a=" + front + "A", "a=" + front + "ABC"));
  EXPECT_FALSE(litmus.left_within("sector-tear").contains("a=" + front + "A"));
}

// Goal: a sector of an append under way may have its size there without its bytes.
TEST(LitmusRules, append_under_way_has_tails) {
  Litmus litmus;
  litmus.create("a").remount().write("a", 0, "AB");
  EXPECT_THAT(litmus.left_within("in-order"), UnorderedElementsAre("a=A", "a=AB"));
  EXPECT_THAT(litmus.left_within("sector-tear"), UnorderedElementsAre("a=00", "a=##", "a=AB"));
}

// Goal: names change whole while a model at once makes a call. Method: a rename over a file.
TEST(LitmusRules, rename_under_way_is_not_seen_in_part) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").create("t").remount().rename("t", "a");
  for (const char* model : {"in-order", "process-kill", "sector-tear"}) {
    EXPECT_THAT(litmus.left_within(model), UnorderedElementsAre()) << model;
    EXPECT_THAT(litmus.left(model), UnorderedElementsAre("a=")) << model;
  }
}

// Goal: each tail that a row names, cut at each byte if it tears bytes, and no other. Method: an
// append of two bytes after a write that can be stale.
TEST(LitmusRules, tails_are_those_of_the_row) {
  Litmus litmus;
  litmus.create("a").create("b").remount().write("b", 0, "s").sync("b").write("a", 0, "XY");
  PersistenceModel row = row_with({});
  row.size_before_data = true;
  EXPECT_THAT(litmus.left(row), UnorderedElementsAre("a= b=s", "a=00 b=s", "a=XY b=s"));
  row.tails = {Tail::garbage};
  EXPECT_THAT(litmus.left(row), UnorderedElementsAre("a= b=s", "a=## b=s", "a=XY b=s"));
  row.tails = {Tail::stale};
  EXPECT_THAT(litmus.left(row), UnorderedElementsAre("a= b=s", "a=ss b=s", "a=XY b=s"));
  row.tails = {Tail::zeros, Tail::garbage};
  row.tears_bytes = true;
  EXPECT_THAT(litmus.left(row), UnorderedElementsAre("a= b=s", "a=X b=s", "a=00 b=s", "a=## b=s",
                                                     "a=X0 b=s", "a=X# b=s", "a=XY b=s"));
}

// Goal: where nothing was written there is nothing stale. Method: the first write of a trace.
TEST(LitmusRules, nothing_is_stale_before_the_first_write) {
  PersistenceModel row = row_with({});
  row.size_before_data = true;
  row.tails = {Tail::zeros, Tail::stale};
  Litmus litmus;
  litmus.create("a").remount().write("a", 0, "X");
  EXPECT_THAT(litmus.left(row), UnorderedElementsAre("a=", "a=0", "a=X"));
}

// Goal: bytes are torn in overwrites, too, and only if the row says so.
TEST(LitmusRules, bytes_are_torn_where_the_row_says_so) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "ooo").remount().write("a", 0, "ABC");
  PersistenceModel row = row_with({});
  EXPECT_THAT(litmus.left(row), UnorderedElementsAre("a=ooo", "a=ABC"));
  row.overwrite_unit = 2;
  EXPECT_THAT(litmus.left(row), UnorderedElementsAre("a=ooo", "a=ABo", "a=ooC", "a=ABC"));
  row.tears_bytes = true;
  EXPECT_THAT(litmus.left(row),
              UnorderedElementsAre("a=ooo", "a=Aoo", "a=ABo", "a=ooC", "a=AoC", "a=ABC"));
}

// Goal: where bytes are torn any subset of them may be there, if the row says so; the bytes between
// them are those that were there, or the tail. Method: three bytes overwritten, three appended.
TEST(LitmusRules, bytes_are_scattered_where_the_row_says_so) {
  PersistenceModel row = row_with({});
  row.tears_bytes = true;
  Litmus over;
  over.create("a").write("a", 0, "ooo").remount().write("a", 0, "ABC");
  EXPECT_THAT(over.left(row), UnorderedElementsAre("a=ooo", "a=Aoo", "a=ABo", "a=ABC"));
  row.scatters_bytes = true;
  EXPECT_THAT(over.left(row), UnorderedElementsAre("a=ooo", "a=Aoo", "a=oBo", "a=ooC", "a=ABo",
                                                   "a=AoC", "a=oBC", "a=ABC"));
  Litmus behind;
  behind.create("a").remount().write("a", 0, "ABC");
  EXPECT_THAT(behind.left(row), UnorderedElementsAre("a=", "a=A", "a=AB", "a=ABC"))
      << "bytes that bring the size come from the front";
  row.size_before_data = true;
  row.tails = {Tail::garbage};
  EXPECT_THAT(behind.left(row), UnorderedElementsAre("a=", "a=A", "a=AB", "a=###", "a=A##", "a=#B#",
                                                     "a=##C", "a=AB#", "a=A#C", "a=#BC", "a=ABC"));
  row.tears_overwrites = false;
  EXPECT_THAT(over.left(row), UnorderedElementsAre("a=ooo", "a=ABC"));
}

// Goal: a sector has more subsets than anybody visits. Method: the first hundred, by number.
TEST(LitmusRules, a_sector_is_scattered_in_many_ways) {
  Litmus litmus;
  std::string old(512, 'o');
  litmus.create("a").write("a", 0, old).remount().write("a", 0, std::string(512, 'N'));
  CrashStates states(*find_persistence_model("byte-subsets"), litmus.base());
  for (std::uint32_t call : {0, 1}) {  // the mount, and the write
    states.begin(litmus.trace(), call);
    states.finish();
  }
  EXPECT_GT(states.count(CrashStates::Which::all), 1'000'000'000U);
  std::set<std::string> images;
  for (int number = 0; number < 100; ++number) {
    auto choice = states.choice_at({.call = 1, .effects = fmt::format("n{}x1", number)});
    ASSERT_TRUE(choice.has_value()) << number;
    states.visit_one(*choice, [&](const Choice&, const Disk& disk) {
      std::string text = disk_text(disk);
      auto there = std::ranges::count(text, 'N');
      EXPECT_GT(there, 512 / 4);
      EXPECT_LT(there, 512 * 3 / 4);
      images.insert(std::move(text));
    });
  }
  EXPECT_EQ(images.size(), 100U);
}

// Goal: a disk that ignores flushes may lack whatever was ever synced. Method: a synced file whose
// directory is synced, too; a sync that fails; and as a canary the same row with syncs.
TEST(LitmusRules, no_sync_makes_anything_durable_where_the_row_says_so) {
  PersistenceModel row = row_with({});
  row.sync_scope = SyncScope::nothing;
  Litmus litmus{"sync#2=io_failed"};
  litmus.create("a").write("a", 0, "x").sync("a").sync_dir("/");
  EXPECT_THAT(litmus.left(row), UnorderedElementsAre("-", "a=", "a=x"));
  litmus.sync("a").sync_data("a");
  EXPECT_THAT(litmus.left(row), UnorderedElementsAre("-", "a=", "a=x"));
  row.sync_scope = SyncScope::file;
  EXPECT_THAT(litmus.left(row), UnorderedElementsAre("a=x"));
}

// Goal: a rename that is one step has the old file whole, or the new one. Method: the old one has
// bytes, which a remove may take before the name goes.
TEST(LitmusRules, an_atomic_rename_does_not_empty_what_it_replaces) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "o").create("t").remount().rename("t", "a");
  EXPECT_THAT(litmus.left("atomic-renames"), UnorderedElementsAre("a=o t=", "a="));
  PersistenceModel wrong = *find_persistence_model("atomic-renames");
  wrong.order.clear();
  EXPECT_THAT(litmus.left(wrong), UnorderedElementsAre("a=o t=", "a= t=", "a="));
}

// Goal: an effect that a sync made durable is there when synced, also behind one that was not
// synced; this found that it was not. Method: a whole rename onto a name whose own creation waits
// for another directory.
TEST(LitmusRules, durable_rename_does_not_wait_for_the_name_that_it_replaces) {
  PersistenceModel row = row_with({});
  row.writeback = Writeback::when_synced;
  Litmus litmus;
  litmus.make_dir("d").create("d/a").write("d/a", 0, "1").remount();
  litmus.create("x").rename("d/a", "x").sync_dir("d");
  EXPECT_THAT(litmus.left(row), UnorderedElementsAre("d/ x=1"));
}

// Goal: a cut that gives up the block leaves nothing of what an earlier cut has left in it. Method:
// two cuts, and a byte written behind.
TEST(LitmusRules, a_block_that_is_given_up_shows_nothing_later) {
  Litmus litmus;
  litmus.create("a").write("a", 0, "abcdef").sync("a").sync_dir("/").remount();
  litmus.truncate("a", 2).truncate("a", 0).write("a", 4, "x");
  EXPECT_TRUE(litmus.left("f2fs").contains("a=abcdx")) << "the second cut is lost";
  EXPECT_FALSE(litmus.left("f2fs").contains("a=00cdx")) << "nothing is lost but zeros";
}

}  // namespace
}  // namespace powercut
