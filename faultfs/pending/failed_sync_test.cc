// Litmus tests of what a failed sync leaves, by the facts that failed_sync.h tells.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "faultfs/litmus/litmus.h"

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

// "a" is on disk and holds "old".
Litmus& prepared(Litmus& litmus) {
  return litmus.create("a").write("a", 0, "old").sync_dir("/").remount();
}

// Goal: trying again and getting ok brings nothing back after a power loss; after a process kill
// all is there. Method: write, failed sync, good sync.
TEST(FailedSync, retry_that_says_ok_loses_the_data) {
  Litmus litmus{"sync#1=io_failed"};
  prepared(litmus).write("a", 0, "NEW!").sync("a").sync("a");
  EXPECT_THAT(litmus.states("in-order"),
              ElementsAre("0 a=old", "1.1 a=Nld", "1.2 a=NEd", "1.3 a=NEW", "1.4 a=NEW!",
                          "1 a=NEW!", "2 a=old0", "3 a=old0"));
  EXPECT_THAT(litmus.states("synced-only"),
              ElementsAre("0 a=old", "1 a=old", "2 a=old0", "3 a=old0"));
  EXPECT_THAT(litmus.states("process-kill"),
              ElementsAre("0 a=old", "1.1 a=Nld", "1.2 a=NEd", "1.3 a=NEW", "1.4 a=NEW!",
                          "1 a=NEW!", "2 a=NEW!", "3 a=NEW!"));
  EXPECT_EQ(litmus.cache(), "a=NEW!");
}

// Canary: a row that takes the one kind of crash for the other.
TEST(FailedSync, canary_power_loss_that_is_wrong_is_seen) {
  Litmus litmus{"sync#1=io_failed"};
  prepared(litmus).write("a", 0, "NEW!").sync("a");
  for (const char* name : {"process-kill", "in-order"}) {
    PersistenceModel wrong = *find_persistence_model(name);
    EXPECT_THAT(litmus.left(wrong), ElementsAre(wrong.power_loss ? "a=old0" : "a=NEW!")) << name;
    wrong.power_loss = !wrong.power_loss;
    EXPECT_THAT(litmus.left(wrong), ElementsAre(wrong.power_loss ? "a=old0" : "a=NEW!")) << name;
  }
}

// Goal: a page that is written again takes back with it all that was lost on it. Method: one byte
// on the page, cut before and after it; then a good sync.
TEST(FailedSync, page_written_again_brings_all_back) {
  Litmus litmus{"sync#1=io_failed"};
  prepared(litmus).write("a", 0, "NEW").sync("a").write("a", 3, "!").sync("a");
  EXPECT_THAT(litmus.states("in-order"),
              ElementsAre("0 a=old", "1.1 a=Nld", "1.2 a=NEd", "1.3 a=NEW", "1 a=NEW", "2 a=old",
                          "3.1 a=NEW!", "3 a=NEW!", "4 a=NEW!"));
  EXPECT_THAT(litmus.states("synced-only"),
              ElementsAre("0 a=old", "1 a=old", "2 a=old", "3 a=old", "4 a=NEW!"));
}

// Goal: each page that was lost stays lost until it is written again. Method: two failures, two
// pages; then a byte on the second, then one on the first.
TEST(FailedSync, several_failures_follow_each_other) {
  constexpr std::uint64_t page = 4096;
  Litmus litmus{"sync#1=io_failed*2"};
  prepared(litmus).write("a", 0, "N").sync("a").write("a", page, "2").sync("a");
  std::string hole(page - 3, '0');
  for (const char* model : {"in-order", "synced-only"}) {
    EXPECT_EQ(litmus.last_state(model), "4 a=old" + hole + "0") << model;
  }
  litmus.write("a", page + 1, "!").sync("a");
  for (const char* model : {"in-order", "synced-only"}) {
    EXPECT_EQ(litmus.last_state(model), "6 a=old" + hole + "2!") << model;
  }
  litmus.write("a", 1, "E").sync("a");
  for (const char* model : {"in-order", "synced-only"}) {
    EXPECT_EQ(litmus.last_state(model), "8 a=NEd" + hole + "2!") << model;
  }
}

// Goal: two files fail apart. Method: the sync of one fails; the other was written, not synced.
TEST(FailedSync, other_files_are_untouched) {
  Litmus litmus{"sync:a#1=io_failed"};
  prepared(litmus).create("b").write("a", 0, "A").write("b", 0, "B").sync("a").sync("b");
  litmus.sync_dir("/");
  for (const char* model : {"in-order", "synced-only"}) {
    EXPECT_EQ(litmus.last_state(model), "6 a=old b=B") << model;
  }
}

// Goal: a rename after a failed sync carries the lost file. Method: the classic replacement, its
// sync failed and ignored.
TEST(FailedSync, renamed_file_has_lost_its_bytes) {
  Litmus litmus{"sync:t#1=io_failed"};
  prepared(litmus).create("t").write("t", 0, "NEW").sync("t").rename("t", "a").sync_dir("/");
  for (const char* model : {"in-order", "synced-only"}) {
    EXPECT_EQ(litmus.last_state(model), "5 a=000") << model;
  }
  EXPECT_EQ(litmus.last_state("process-kill"), "5 a=NEW");
}

// Goal: a truncate takes out of the cache what was lost behind it. Method: cut, sync, extend, and
// dirty the page.
TEST(FailedSync, truncate_forgets_what_was_lost) {
  Litmus litmus{"sync#1=io_failed"};
  prepared(litmus).write("a", 0, "NEWER").sync("a").truncate("a", 1).write("a", 3, "!").sync("a");
  for (const char* model : {"in-order", "synced-only"}) {
    EXPECT_EQ(litmus.last_state(model), "5 a=N00!") << model;
  }
}

// Goal: a failed sync that brings the old bytes back shows them at once, nothing else is on the
// disk then, and a page that is written again brings only that. Method: an overwrite and an append;
// then one byte, synced.
TEST(FailedSync, may_bring_the_old_bytes_back) {
  Litmus litmus{"sync#1=io_failed+old"};
  prepared(litmus).write("a", 0, "NEW!").sync("a");
  EXPECT_EQ(litmus.cache(), "a=old0");
  EXPECT_EQ(litmus.last_state("in-order"), "2 a=old0");
  EXPECT_EQ(litmus.last_state("synced-only"), "2 a=old0");
  EXPECT_EQ(litmus.last_state("process-kill"), "2 a=old0");
  EXPECT_THAT(litmus.left("ext4"), UnorderedElementsAre("a=old", "a=old0"));
  EXPECT_THAT(litmus.left("posix-min"), UnorderedElementsAre("a=old", "a=old0"));
  litmus.write("a", 1, "?").sync("a");
  EXPECT_EQ(litmus.cache(), "a=o?d0");
  for (const char* model : {"in-order", "synced-only", "xfs", "btrfs", "posix-min"}) {
    EXPECT_EQ(litmus.last_state(model), "4 a=o?d0") << model;
  }
}

// Goal: effects that were synced before the failure stay, cuts too, and those that an earlier
// failure has left in doubt are decided. Method: a good sync, a cut, an overwrite; then two
// failures, the second of which brings old bytes back.
TEST(FailedSync, brings_back_what_the_last_good_sync_left) {
  Litmus litmus{"sync#2=io_failed", "sync#3=io_failed+old"};
  prepared(litmus).write("a", 0, "OLDER").sync("a").truncate("a", 4).write("a", 1, "x").sync("a");
  EXPECT_EQ(litmus.cache(), "a=OxDE");
  EXPECT_TRUE(litmus.left("posix-min").contains("a=OxDER"));
  litmus.write("a", 5, "!").sync("a");
  EXPECT_EQ(litmus.cache(), "a=OLDE00");
  for (const std::string& left : litmus.left("posix-min")) {
    EXPECT_TRUE(left.starts_with("a=OLDE")) << left;
  }
}

// The models whose effects come to the disk at any time, and surely when they are synced.
std::vector<const PersistenceModel*> lazy_models() {
  auto models = persistence_models();
  std::erase_if(models, [](const PersistenceModel* model) {
    return model->writeback != Writeback::any_time || model->sync_scope == SyncScope::nothing;
  });
  return models;
}

// Goal: where the disk writes when it likes, the bytes may have come before the sync failed, and no
// later sync settles that; the size comes with the next sync, or is forgotten, too. Method: an
// append, a failed sync, two good ones.
TEST(FailedSync, forgotten_bytes_stay_in_doubt_for_ever) {
  ASSERT_EQ(lazy_models().size(), 11U);
  int forget_sizes = 0;
  for (const PersistenceModel* model : lazy_models()) {
    SCOPED_TRACE(model->name);
    Litmus litmus{"sync#1=io_failed"};
    prepared(litmus).write("a", 3, "!").sync("a");
    EXPECT_THAT(litmus.left(*model), UnorderedElementsAre("a=old", "a=old0", "a=old!"));
    litmus.sync("a").sync("a").sync_dir("/");
    if (model->failed_sync_forgets_size) {
      ++forget_sizes;
      EXPECT_THAT(litmus.left(*model), UnorderedElementsAre("a=old", "a=old0", "a=old!"));
    } else {
      EXPECT_THAT(litmus.left(*model), UnorderedElementsAre("a=old0", "a=old!"));
    }
    EXPECT_EQ(litmus.cache(), "a=old!");
  }
  // xfs, the two of btrfs, ext4-writeback; posix-min and the two that are like it
  EXPECT_EQ(forget_sizes, 7);
}

// Goal: a new file whose sync failed is empty, or missing, or whole: neither its name nor its size
// is durable. Method: it replaces an old one, as a store does that ignores the error.
TEST(FailedSync, replacement_may_be_empty_where_sizes_are_forgotten) {
  for (const PersistenceModel* model : lazy_models()) {
    SCOPED_TRACE(model->name);
    Litmus litmus{"sync:t#1=io_failed"};
    prepared(litmus).create("t").write("t", 0, "NEW").sync("t").rename("t", "a").sync_dir("/");
    const std::set<std::string> left = litmus.left(*model);
    EXPECT_TRUE(left.contains("a=NEW"));
    EXPECT_TRUE(left.contains("a=000"));
    const bool may_be_empty =
        model->name != "ext4-journal" && model->name != "ext3-ordered" && model->name != "ext4";
    EXPECT_EQ(left.contains("a="), may_be_empty);
  }
}

// Goal: they are in no doubt once their page was written again and synced, and nor is the size.
// Method: a byte of the same page, behind an overwrite and behind an append; then one of another.
TEST(FailedSync, page_written_again_settles_forgotten_bytes) {
  for (const PersistenceModel* model : lazy_models()) {
    SCOPED_TRACE(model->name);
    Litmus litmus{"sync#1=io_failed"};
    prepared(litmus).write("a", 0, "N").sync("a").write("a", 2, "D").sync("a");
    EXPECT_THAT(litmus.left(*model), UnorderedElementsAre("a=NlD"));
    Litmus appended{"sync#1=io_failed"};
    prepared(appended).write("a", 3, "!").sync("a").write("a", 0, "O").sync("a");
    EXPECT_THAT(appended.left(*model), UnorderedElementsAre("a=Old!"));
    if (model->inline_bytes > 0) continue;  // the file moves, as the cache has it
    Litmus other{"sync#1=io_failed"};
    prepared(other).write("a", 0, "N").sync("a").write("a", 4096, "D").sync("a");
    std::string hole(4093, '0');
    EXPECT_THAT(other.left(*model),
                UnorderedElementsAre("a=Nld" + hole + "D", "a=old" + hole + "D"));
  }
}

// Goal: bytes that are written behind a size which is forgotten bring a size of their own. Method:
// an append of two pages whose sync fails; then a byte of the first of them.
TEST(FailedSync, write_behind_a_forgotten_size_grows_the_file) {
  Litmus litmus{"sync#1=io_failed"};
  prepared(litmus).write("a", 8192, "Z").sync("a").write("a", 4096, "Y").sync("a");
  const std::string hole(4093, '0');
  const std::string gap(4095, '0');
  EXPECT_THAT(litmus.left("xfs"),
              UnorderedElementsAre("a=old" + hole + "Y", "a=old" + hole + "Y" + gap + "0",
                                   "a=old" + hole + "Y" + gap + "Z"));
}

// Goal: bytes forgotten behind the end of a durable truncate are gone.
TEST(FailedSync, truncate_settles_forgotten_bytes) {
  for (const PersistenceModel* model : lazy_models()) {
    Litmus litmus{"sync#1=io_failed"};
    prepared(litmus).write("a", 2, "D!").sync("a").truncate("a", 2).sync("a").truncate("a", 4);
    EXPECT_THAT(litmus.sync("a").left(*model), UnorderedElementsAre("a=ol00")) << model->name;
  }
}

// Goal: an effect that the order puts before a forgotten one stays before those that follow; this
// found that it did not. Method: everything in order; the middle one of three calls is forgotten.
TEST(FailedSync, order_holds_across_what_was_forgotten) {
  Litmus litmus{"sync:a#1=io_failed"};
  litmus.create("a").write("a", 0, "o").create("b").write("b", 0, "o").remount();
  litmus.write("b", 0, "B").write("a", 0, "A").create("c").sync("a");
  PersistenceModel row = *find_persistence_model("ext4-journal");
  row.sync_scope = SyncScope::file;
  EXPECT_THAT(litmus.left(row), UnorderedElementsAre("a=o b=o", "a=A b=o", "a=o b=B", "a=A b=B",
                                                     "a=o b=B c=", "a=A b=B c="));
}

// Goal: a failed sync of one file leaves the tails of another as they were; this found that they
// became zeros. Method: an append to a whose size is durable and whose bytes are not.
TEST(FailedSync, tails_of_other_files_stay) {
  Litmus litmus{"sync:b#2=io_failed"};
  PersistenceModel row = *find_persistence_model("ext4-writeback");
  row.sync_scope = SyncScope::metadata;
  litmus.create("a").create("b").remount().write("a", 0, "A").sync("b");
  EXPECT_THAT(litmus.left(row), UnorderedElementsAre("a=0 b=", "a=# b=", "a=A b="));
  litmus.sync("b");
  EXPECT_THAT(litmus.left(row), UnorderedElementsAre("a=0 b=", "a=# b=", "a=A b="));
}

// Goal: an effect that is durable by the order cannot be forgotten; this found that it could.
// Method: bytes that a synced rename demanded, behind an overwrite that nothing did; then a failed
// sync.
TEST(FailedSync, durable_bytes_are_not_forgotten) {
  Litmus litmus{"sync#1=io_failed"};
  litmus.create("a").write("a", 0, "xxx").remount();
  litmus.write("a", 2, "O").truncate("a", 2).write("a", 2, "AB").rename("a", "b").sync_dir("/");
  PersistenceModel safe_rename = *find_persistence_model("btrfs");
  for (const char* rule : {"append before rename in file", "truncate before rename in file"}) {
    safe_rename.order.push_back(parse_order_rule(rule).value());
  }
  const PersistenceModel& ext3_ordered = *find_persistence_model("ext3-ordered");
  EXPECT_THAT(litmus.left(safe_rename), UnorderedElementsAre("b=xxAB"));
  EXPECT_THAT(litmus.left(ext3_ordered), UnorderedElementsAre("b=xxAB"));
  litmus.sync("b");
  EXPECT_THAT(litmus.left(safe_rename), UnorderedElementsAre("b=xxAB"));
  EXPECT_THAT(litmus.left(ext3_ordered), UnorderedElementsAre("b=xxAB"));
}

// Goal: a page comes back as the cache has it, not as it was when it was lost; this found old bytes
// back. Method: the lost bytes are cut off and the file extended before the page is written again.
TEST(FailedSync, page_comes_back_as_the_cache_has_it) {
  Litmus litmus{"sync#1=io_failed"};
  prepared(litmus).write("a", 0, "NEWER").sync("a");
  litmus.truncate("a", 1).truncate("a", 5).write("a", 3, "!");
  EXPECT_EQ(litmus.cache(), "a=N00!0");
  EXPECT_THAT(litmus.left("in-order"), UnorderedElementsAre("a=N00!0"));
}

}  // namespace
}  // namespace powercut
