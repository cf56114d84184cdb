// Goal: a plan's damage is to a copy, is judged by D8, and leaves the run as a reopen does. Method:
// short plans on stores that give the clause and on some that do not; draws are looked at alone.
// Wrong stores that must be caught are in canary/wrong_stores (vouched_log_test.h).
#include "harness/damage/damage_probe.h"

#include <gmock/gmock.h>

#include "harness/catalog/catalog.h"
#include "harness/damage/damage_promise.h"
#include "powercut/harness/plan_text.h"

namespace powercut {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

Recording lived(const char* store, const std::string& plan) {
  return record(*find_store(store), parse_plan(plan).value(), {}, {.tells_stories = true});
}

Disk disk_with(std::initializer_list<std::string> files) {
  Disk disk;
  int number = 0;
  for (const std::string& bytes : files) {
    InodeId file = disk.create_inode(InodeKind::file);
    disk.write(file, 0, as_bytes(bytes));
    disk.set_entry(root_inode, "file-" + std::to_string(++number), file);
  }
  return disk;
}

TEST(DrawnDamage, changes_at_most_a_sector_of_one_file_and_every_kind_comes) {
  Disk disk = disk_with({std::string(700, 'a'), "", std::string(3, 'b')});
  int sectors = 0;
  int bytes = 0;
  int small_file = 0;
  for (std::uint64_t lot = 1; lot <= 200; ++lot) {
    auto damage = draw_damage(disk, lot);
    ASSERT_TRUE(damage.has_value());
    std::string before(as_text(disk.contents(damage->file)));
    ASSERT_LE(damage->end(), before.size());
    Disk damaged = disk;
    damage->apply(damaged);
    std::string after(as_text(damaged.contents(damage->file)));
    EXPECT_EQ(after.size(), before.size());
    EXPECT_NE(after[damage->offset], before[damage->offset]);
    EXPECT_EQ(damage->offset / 512, (damage->end() - 1) / 512) << "within one sector";
    EXPECT_EQ(draw_damage(disk, lot)->bytes, damage->bytes);
    (damage->bytes.size() == 1 ? bytes : sectors) += 1;
    small_file += before.size() == 3 ? 1 : 0;
  }
  EXPECT_GT(bytes, 60);
  EXPECT_GT(sectors, 30);
  EXPECT_GT(small_file, 30) << "half of the lots draw a file, whatever its size";
  EXPECT_FALSE(draw_damage(disk_with({""}), 1).has_value());
}

// Goal: changes that were never acknowledged may come back with damage, and nothing else is told by
// writes that came to nothing. Method: lives that were held against `cask` once.
TEST(DamageProbe, holds_nothing_against_a_store_that_its_failed_calls_have_left) {
  for (auto [store, model, plan] :
       {std::tuple("cask", "xfs",
                   "=fault:write#4=no_space+249*|set(a=bc*215),set(b=1),damage(768794)"),
        std::tuple("cask-ordered", "sector-tear",
                   "=fault:write#4=no_space+857*|set(a=1),compact,power,damage(133995)"),
        std::tuple("cask-everysec", "in-order",
                   "=fault:write#8=no_space+110*|set(a=1),damage,set(a=2),damage(286099),power,"
                   "damage(394851)"),
        std::tuple("cask", "ext4-journal",
                   "=set(a=ab*699),set(b=bc*699),compact,kill(503326),damage(804923)"),
        std::tuple("cask", "ext4-journal",
                   "=fault:write#6=short+35|set(a=1),set(b=2),kill(42045),damage"),
        std::tuple("cask-ordered", "posix-min",
                   "=fault:open#7=no_space|set(a=1),set(b=bc*692),set(c=2),damage(440513)")}) {
    Recording recording = record(*find_store(store), parse_plan(plan).value(), {},
                                 {.model = find_persistence_model(model)});
    EXPECT_GT(recording.damages, 0U) << plan;
    EXPECT_THAT(recording.live, IsEmpty()) << plan;
  }
}

TEST(DamageProbe, leaves_the_run_as_a_reopen_or_a_kill_does) {
  Recording with = lived("cask", "=set(a=1),set(b=2),damage,set(c=3)");
  Recording without = lived("cask", "=set(a=1),set(b=2),kill,set(c=3)");
  EXPECT_EQ(with.damages, 1U);
  EXPECT_EQ(without.damages, 0U);
  EXPECT_THAT(with.live, IsEmpty());
  EXPECT_EQ(with.lives, without.lives);
  ASSERT_EQ(with.trace.size(), without.trace.size());
  for (std::size_t call = 0; call < with.trace.size(); ++call) {
    EXPECT_EQ(describe(with.trace, with.trace.calls()[call]),
              describe(without.trace, without.trace.calls()[call]));
    EXPECT_EQ(with.trace.calls()[call].time, without.trace.calls()[call].time);
  }
}

TEST(DamageProbe, is_told_in_the_order_of_time) {
  Recording recording = lived("cask", "=set(a=1),damage(4),damage");
  ASSERT_EQ(recording.stories.size(), 2U);
  EXPECT_THAT(recording.stories[1].lines[0], HasSubstr("the process is killed"));
  EXPECT_THAT(recording.stories[1].lines[1], HasSubstr("one bit of data/"));
}

TEST(DamageProbe, is_a_reopen_of_stores_that_do_not_tell_damage) {
  for (const char* name : {"log", "atomic-snapshot"}) {
    Recording with = lived(name, "=set(a=1),damage(9),set(c=3)");
    Recording without = lived(name, "=set(a=1),reopen,set(c=3)");
    EXPECT_THAT(with.live, IsEmpty()) << name;
    EXPECT_EQ(with.damages, 0U);
    EXPECT_EQ(with.trace.size(), without.trace.size());
  }
}

// A log takes damage in its middle for a torn end: were it held to D8, it would be accused.
TEST(DamageProbe, canary_a_log_that_is_held_to_the_clause_is_blamed) {
  StoreUnderTest log = *find_store("log");
  log.clauses = Clauses::all();
  Recording recording = record(log, parse_plan("=set(a=1),set(b=2),set(c=3),damage").value());
  ASSERT_EQ(recording.live.size(), 1U);
  EXPECT_EQ(recording.live[0].violation.kind, FindingKind::unreported);
  EXPECT_THAT(recording.live[0].violation.found, HasSubstr("data.log changed, at"));
}

// The promise of the moment at which the last write began that is still whole.
TEST(DamagePromise, is_that_of_the_last_write_that_was_spared) {
  Recording recording = lived("log", "=set(a=1),set(b=2),set(c=3)");
  InodeId file = recording.trace.calls().back().inode;
  for (const Call& call : recording.trace.calls()) {
    if (call.effect == Effect::write) file = call.inode;
  }
  Disk disk = recording.base;
  for (const Call& call : recording.trace.calls()) {
    apply_call(recording.trace, call, call.length, disk);
  }
  const std::uint64_t record_bytes = disk.contents(file).size() / 3;
  StoreUnderTest store = *find_store("log");
  auto must = [&](std::uint64_t offset) {
    DrawnDamage damage{.file = file, .offset = offset, .bytes = "x"};
    return promise_despite(damage, disk, recording, store, Duration{0}).must;
  };
  EXPECT_EQ(must(0), 2U) << "the third write began when two were promised";
  EXPECT_EQ(must(record_bytes), 2U);
  EXPECT_EQ(must(2 * record_bytes), 1U) << "the third is hit";
  store.marks_its_end = true;
  EXPECT_EQ(must(2 * record_bytes), 3U) << "a mark behind it would tell";
}

// Brings back as steps all that a power cut has settled, so that a torn end of them is explained.
TEST(DamagePromise, is_of_the_steps_of_the_life_before_where_this_one_wrote_nothing) {
  Recording recording = lived("cask", "=set(a=1),set(b=2),power");
  History whole = history_with_settled(recording.history);
  EXPECT_EQ(whole.steps.size(), 2U);
  EXPECT_EQ(whole.initial[0], std::nullopt);
  EXPECT_EQ(recording.history.initial[0], "1");
}

// Goal: steps without any key are steps, too.
TEST(DamageProbe, goes_on_where_no_key_was_ever_named) {
  Plan plan{.operations = {batch_operation({}), batch_operation({}), power_operation(0)}};
  for (std::uint64_t lot = 1; lot <= 8; ++lot) plan.operations.push_back(damage_operation(lot));
  for (const char* store : {"cask", "cask-never"}) {
    EXPECT_THAT(record(*find_store(store), plan).live, IsEmpty());
  }
}

}  // namespace
}  // namespace powercut
