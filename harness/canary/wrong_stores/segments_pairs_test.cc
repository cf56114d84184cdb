// The flaws of segments (segments_test.h), told in operations. A header takes 24 bytes, a change of
// a one-letter key and value 26: eight of them fill a segment.
#include "harness/canary/wrong_stores/canary_pair_test.h"
#include "harness/canary/wrong_stores/segments_test.h"

namespace powercut {
namespace {

void set_all(ScriptedLives& lives, std::string_view keys, std::string_view value) {
  for (std::size_t index = 0; index < keys.size(); ++index) lives.set(keys.substr(index, 1), value);
}

void expect_all(ScriptedLives& lives, std::string_view keys, std::string_view value) {
  for (std::size_t index = 0; index < keys.size(); ++index) {
    lives.expect(keys.substr(index, 1), std::string(value));
  }
}

// Power fails in the header of the third segment; half of the first is dead then.
void compacts_behind_a_torn_header(ScriptedLives& lives) {
  set_all(lives, "abcdefgh", "1");
  set_all(lives, "abcd", "2");
  lives.set("long", std::string(150, 'x'));
  lives.cut_in_write(10, 1);
  lives.compact();
  lives.set("n", "3");
  lives.close();
  expect_all(lives, "abcd", "2");
  lives.expect("n", "3");
}

// The second segment is dead but for the tombstone of a key that the first one has.
void fills_the_second_with_a_tombstone(ScriptedLives& lives) {
  set_all(lives, "abcdefgh", "1");
  lives.remove("a");
  set_all(lives, "xxxxxxx", "2");
  set_all(lives, "x", "3");
}

void compacts_after_an_open(ScriptedLives& lives) {
  fills_the_second_with_a_tombstone(lives);
  lives.close();
  lives.compact();
  lives.expect("a", std::nullopt);
  lives.close();
  lives.expect("a", std::nullopt);
  lives.expect("x", "3");
}

void compacts_from_the_second_on(ScriptedLives& lives) {
  fills_the_second_with_a_tombstone(lives);
  lives.compact();
  lives.close();
  lives.expect("a", std::nullopt);
  lives.expect("x", "3");
}

// The change that counts was never synced; the one that it overwrites was.
void compacts_before_a_sync(ScriptedLives& lives) {
  set_all(lives, "abcdefgh", "1");
  lives.sync();
  set_all(lives, "abcd", "2");
  lives.compact();
  lives.cut_unsynced();
  std::string value;
  lives.expect_true(*lives.store()->get("a", value), "a value that was synced, or a newer one");
  lives.expect("h", "1");
}

void syncs_three_segments(ScriptedLives& lives) {
  set_all(lives, "abcdefgh", "1");
  set_all(lives, "ijklmnop", "2");
  set_all(lives, "q", "3");
  lives.sync();
  lives.cut_unsynced();
  expect_all(lives, "abcdefgh", "1");
  lives.expect("q", "3");
}

// The first segment loses its last two changes, the second one nothing.
void loses_the_end_of_a_segment(ScriptedLives& lives) {
  set_all(lives, "abcdefgh", "1");
  set_all(lives, "i", "2");
  lives.cut_leaving("btrfs", "k8l2k3");
  lives.expect("a", "1");
  lives.expect("h", std::nullopt);
  lives.expect("i", std::nullopt);
}

void creates_a_segment_without_its_name(ScriptedLives& lives) {
  set_all(lives, "abcdefgh", "1");
  lives.fail("sync_dir#1=io_failed");
  bool acknowledged = lives.store()->set("i", "2").ok();
  lives.cut_unsynced();
  expect_all(lives, "abcdefgh", "1");
  if (acknowledged) lives.expect("i", "2");
}

}  // namespace

std::vector<CanaryPair> segments_pairs() {
  auto pair = [](std::string name, CanaryKind kind, SegmentFlaw flaw, SyncPolicy policy,
                 void (*proof)(ScriptedLives&)) {
    return canary_pair("segments-" + name, kind, flaw, policy, where_old_records_return,
                       Segments::open, proof);
  };
  constexpr SyncPolicy always = SyncPolicy::always;
  constexpr SyncPolicy never = SyncPolicy::never;
  return {
      pair("active-counts-as-closed", CanaryKind::life, SegmentFlaw::active_counts_as_closed,
           always, compacts_behind_a_torn_header),
      pair("tombstones-not-loaded", CanaryKind::life, SegmentFlaw::tombstones_not_loaded, always,
           compacts_after_an_open),
      pair("second-taken-for-first", CanaryKind::shape, SegmentFlaw::second_taken_for_first, always,
           compacts_from_the_second_on),
      pair("newer-may-be-lost", CanaryKind::shape, SegmentFlaw::newer_may_be_lost, never,
           compacts_before_a_sync),
      pair("syncs-the-last-two", CanaryKind::shape, SegmentFlaw::syncs_the_last_two, never,
           syncs_three_segments),
      pair("holes-are-passed", CanaryKind::shape, SegmentFlaw::holes_are_passed, never,
           loses_the_end_of_a_segment),
      pair("name-not-made-sure", CanaryKind::error, SegmentFlaw::name_not_made_sure, always,
           creates_a_segment_without_its_name),
  };
}

}  // namespace powercut
