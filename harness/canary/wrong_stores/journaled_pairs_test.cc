// The flaws of the journal (journaled_test.h), told in operations.
#include "harness/canary/wrong_stores/canary_pair_test.h"
#include "harness/canary/wrong_stores/journaled_test.h"

namespace powercut {
namespace {

// Power fails when the snapshot is written and not renamed; and once more, two changes later.
void keeps_a_temporary_through_two_cuts(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.compact();
  lives.kill_before("open journal-1");
  lives.cut();
  lives.set("b", "2");
  lives.set("c", "torn");
  lives.cut_in_write(10);
  lives.expect("a", "1");
  lives.expect("b", "2");
  lives.expect("c", std::nullopt);
}

// A recovery that repairs a torn journal is killed before it syncs the snapshot, and the next one
// comes to the end; power fails after a close, which makes it sure that the old journal is gone.
void is_killed_in_a_recovery(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.set("b", "torn");
  lives.cut_in_write(10);
  lives.expect("a", "1");
  lives.kill_before("sync snapshot.tmp");
  lives.expect("a", "1");
  lives.close();
  lives.cut_unsynced();
  lives.expect("a", "1");
}

void goes_on_after_a_repair(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.set("b", "torn");
  lives.cut_in_write(10);
  lives.set("c", "2");
  lives.cut();
  lives.expect("a", "1");
  lives.expect("c", "2");
}

void waits_after_a_compaction(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.compact();
  lives.set("b", "2");
  lives.wait(std::chrono::milliseconds(1500));
  lives.cut_unsynced();
  lives.expect("a", "1");
  lives.expect("b", "2");
}

// The batch's header takes as many bytes as the change that comes next; behind it lies a change of
// the batch, whole.
void lines_up_with_a_failed_batch(ScriptedLives& lives) {
  lives.set("a", "1");
  Batch batch;
  batch.set("b", "2");
  batch.set("c", "3");
  lives.fail("write#1=no_space+60");
  lives.try_apply(batch);
  lives.fail("");
  lives.set("d", "4");
  lives.kill();
  lives.expect("a", "1");
  lives.expect("b", std::nullopt);
  lives.expect("d", "4");
}

// The removal of generation 9 is lost.
void begins_generation_ten(ScriptedLives& lives) {
  for (int generation = 1; generation <= 10; ++generation) {
    lives.set("a", std::to_string(generation));
    lives.compact();
  }
  lives.set("b", "acknowledged");
  lives.cut_unsynced();
  lives.expect("a", "10");
  lives.expect("b", "acknowledged");
}

void cannot_rename(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.fail("rename#1=io_failed");
  lives.try_compact();
  lives.kill();
  lives.expect("a", "1");
}

void renames_and_says_no(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.fail("rename#1=io_failed+done");
  lives.try_compact();
  lives.fail("");
  bool acknowledged = lives.store()->set("b", "2").ok();
  lives.kill();
  lives.expect("a", "1");
  if (acknowledged) lives.expect("b", "2");
}

}  // namespace

std::vector<CanaryPair> journaled_pairs() {
  auto pair = [](std::string name, CanaryKind kind, JournalFlaw flaw, SyncPolicy policy,
                 void (*proof)(ScriptedLives&)) {
    return canary_pair("journal-" + name, kind, flaw, policy, where_old_records_return,
                       Journaled::open, proof);
  };
  constexpr SyncPolicy always = SyncPolicy::always;
  constexpr SyncPolicy everysec = SyncPolicy::everysec;
  return {
      pair("old-temporary-is-taken", CanaryKind::lives, JournalFlaw::old_temporary_is_taken, always,
           keeps_a_temporary_through_two_cuts),
      pair("same-temporary-is-taken", CanaryKind::lives, JournalFlaw::same_temporary_is_taken,
           always, is_killed_in_a_recovery),
      pair("cleaned-by-recovery", CanaryKind::lives, JournalFlaw::cleaned_by_recovery, always,
           goes_on_after_a_repair),
      pair("timer-stays-cancelled", CanaryKind::shape, JournalFlaw::timer_stays_cancelled, everysec,
           waits_after_a_compaction),
      pair("rest-of-failed-batch", CanaryKind::shape, JournalFlaw::rest_of_failed_batch, always,
           lines_up_with_a_failed_batch),
      pair("newest-by-text", CanaryKind::scale, JournalFlaw::newest_by_text, always,
           begins_generation_ten),
      pair("failed-rename-is-ignored", CanaryKind::error, JournalFlaw::failed_rename_is_ignored,
           always, cannot_rename),
      pair("failed-rename-is-believed", CanaryKind::error, JournalFlaw::failed_rename_is_believed,
           always, renames_and_says_no),
  };
}

}  // namespace powercut
