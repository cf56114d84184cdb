#include "harness/canary/wrong_stores/numbered_log_test.h"

#include "harness/canary/wrong_stores/canary_pair_test.h"

namespace powercut {
namespace {

Batch batch_of(std::initializer_list<Change> changes) {
  Batch batch;
  for (const Change& change : changes) {
    if (change.value) {
      batch.set(change.key, *change.value);
    } else {
      batch.remove(change.key);
    }
  }
  return batch;
}

void overwrites_the_last_behind_a_torn_tail(ScriptedLives& lives) {
  lives.set("a", "old");
  lives.set("b", "torn");
  lives.cut_in_write(10);
  lives.set("a", "new");
  lives.close();
  lives.expect("a", "new");
  lives.expect("b", std::nullopt);
}

void commits_a_batch_behind_a_torn_one(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.apply(batch_of({{"b", "torn"}, {"c", "torn"}}));
  lives.cut_in_write(2 * frame_header_bytes);
  lives.expect("b", std::nullopt);
  lives.apply(batch_of({{"d", "2"}, {"e", "3"}}));
  lives.close();
  lives.expect("a", "1");
  lives.expect("b", std::nullopt);
  lives.expect("d", "2");
}

void writes_twice_behind_a_torn_tail(ScriptedLives& lives) {
  lives.set("a", "a long value, so that its rest is longer than the change that comes next");
  lives.cut_in_write(80);
  lives.set("b", "1");
  lives.set("c", "2");
  lives.close();
  lives.expect("b", "1");
  lives.expect("c", "2");
}

void ends_in_an_empty_key(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.set("", "");
  lives.kill();
  lives.expect("a", "1");
  lives.expect("", "");
}

void removes_and_sets_in_one_batch(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.apply(batch_of({{"a", std::nullopt}, {"a", "2"}}));
  lives.expect("a", "2");
  lives.close();
  lives.expect("a", "2");
}

void fills_more_than_six_thousand_bytes(ScriptedLives& lives) {
  std::string value(1000, 'x');
  for (const char* key : {"a", "b", "c", "d", "e", "f"}) lives.set(key, value);
  lives.cut_unsynced();
  for (const char* key : {"a", "e", "f"}) lives.expect(key, value);
}

void writes_more_than_a_window(ScriptedLives& lives) {
  std::string value(300'000, 'x');
  lives.set("a", value);
  lives.set("b", "2");
  lives.close();
  lives.expect("a", value);
  lives.expect("b", "2");
}

// The second sector of the batch is lost; the last one holds the commit.
void loses_the_middle_of_a_batch(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.apply(batch_of({{"b", std::string(1000, 'x')}, {"c", std::string(500, 'x')}}));
  lives.cut_leaving_of_write("sector-tear", "k2l1k2");
  lives.expect("a", "1");
  lives.expect("b", std::nullopt);
}

void goes_on_after_a_full_disk(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.fail("write#1=no_space+5");
  lives.try_set("b", "failed");
  lives.fail("");
  lives.set("c", "2");
  lives.kill();
  lives.expect("a", "1");
  lives.expect("b", std::nullopt);
  lives.expect("c", "2");
}

// The second sync says ok, and writes nothing.
void writes_on_after_a_failed_sync(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.fail("sync#1=io_failed");
  bool acknowledged = lives.store()->set("b", "2").ok();
  lives.cut_unsynced();
  lives.expect("a", "1");
  if (acknowledged) lives.expect("b", "2");
}

// The forgotten bytes are longer than a page, so that the next change does not write them again.
void opens_after_a_failed_sync(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.fail("sync#1=io_failed");
  lives.try_set("b", std::string(9000, 'x'));
  lives.kill();
  lives.set("c", "2");
  lives.cut_unsynced();
  lives.expect("a", "1");
  lives.expect("c", "2");
}

}  // namespace

std::vector<CanaryPair> numbered_log_pairs() {
  constexpr SyncPolicy always = SyncPolicy::always;
  constexpr SyncPolicy everysec = SyncPolicy::everysec;
  constexpr SyncPolicy never = SyncPolicy::never;
  auto pair = [](std::string name, CanaryKind kind, LogFlaw flaw, SyncPolicy policy,
                 void (*proof)(ScriptedLives&)) {
    return canary_pair(std::move(name), kind, flaw, policy, where_old_records_return,
                       NumberedLog::open, proof);
  };
  // Both promise that nothing is read at an open that a failed sync has forgotten.
  CanaryPair stays =
      canary_pair("log-failed-change-stays", CanaryKind::accuse, LogFlaw::failed_change_stays,
                  always, where_old_records_return, NumberedLog::open, opens_after_a_failed_sync,
                  LogFlaw::failed_change_is_cut_off);
  for (StoreUnderTest* store : {&stays.wrong, &stays.right}) {
    store->clauses = store->clauses.with(Clause::forgotten_pages);
  }
  return {
      pair("log-number-given-twice", CanaryKind::life, LogFlaw::number_given_twice, always,
           overwrites_the_last_behind_a_torn_tail),
      pair("log-torn-parts-stay", CanaryKind::life, LogFlaw::torn_parts_stay, never,
           commits_a_batch_behind_a_torn_one),
      pair("log-second-place-is-wrong", CanaryKind::life, LogFlaw::second_place_is_wrong, everysec,
           writes_twice_behind_a_torn_tail),
      pair("log-bare-header-is-torn", CanaryKind::shape, LogFlaw::bare_header_is_torn, always,
           ends_in_an_empty_key),
      pair("log-removes-come-last", CanaryKind::shape, LogFlaw::removes_come_last, always,
           removes_and_sets_in_one_batch),
      pair("log-over-a-window-is-torn", CanaryKind::scale, LogFlaw::over_a_window_is_torn, always,
           writes_more_than_a_window),
      pair("log-syncs-small-logs-only", CanaryKind::scale, LogFlaw::syncs_small_logs_only, always,
           fills_more_than_six_thousand_bytes),
      pair("log-commit-vouches-for-parts", CanaryKind::shape, LogFlaw::commit_vouches_for_parts,
           always, loses_the_middle_of_a_batch),
      pair("log-failed-write-counts", CanaryKind::error, LogFlaw::failed_write_counts, always,
           goes_on_after_a_full_disk),
      pair("log-failed-sync-tried-again", CanaryKind::error, LogFlaw::failed_sync_tried_again,
           always, writes_on_after_a_failed_sync),
      stays,
  };
}

}  // namespace powercut
