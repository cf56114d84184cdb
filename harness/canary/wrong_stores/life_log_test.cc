#include "harness/canary/wrong_stores/life_log_test.h"

#include "harness/canary/wrong_stores/canary_pair_test.h"

namespace powercut {
namespace {

// The second life writes over what the first one left, as long as that, and its block comes without
// its bytes: with those that the first one wrote there.
void meets_the_block_of_an_empty_life(ScriptedLives& lives) {
  lives.set("a", "old");
  std::string written = lives.bytes_of("life-1");
  lives.cut_in_write(10);
  lives.expect("a", std::nullopt);
  lives.try_set("b", "new");
  lives.cut_in_write(0);
  if (lives.bytes_of("life-1").size() <= frame_header_bytes) lives.put("life-1", written);
  lives.expect("a", std::nullopt);
}

void sets_once(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.kill();
  lives.set("b", "2");
  lives.cut_unsynced();
  lives.expect("a", "1");
  lives.expect("b", "2");
}

// The forgotten bytes are longer than a page, so that the next change does not write them again.
void lives_on_after_a_failed_sync(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.fail("sync#1=io_failed");
  lives.try_set("b", std::string(9000, 'x'));
  bool acknowledged = lives.store()->set("c", "3").ok();
  lives.cut_unsynced();
  lives.expect("a", "1");
  if (acknowledged) lives.expect("c", "3");
}

void is_full(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.fail("write#1=no_space");
  bool acknowledged = lives.store()->set("b", "2").ok();
  lives.kill();
  lives.expect("a", "1");
  if (acknowledged) lives.expect("b", "2");
}

}  // namespace

std::vector<CanaryPair> life_log_pairs() {
  auto pair = [](std::string name, CanaryKind kind, LifeFlaw wrong, LifeFlaw right,
                 void (*proof)(ScriptedLives&)) {
    // The one that is right everywhere is checked everywhere.
    auto fails_under =
        right == LifeFlaw::none ? std::vector<std::string>{} : where_old_records_return;
    return canary_pair("lives-" + name, kind, wrong, SyncPolicy::always, fails_under, LifeLog::open,
                       proof, right);
  };
  std::vector<CanaryPair> pairs{
      pair("reuses-an-empty-life", CanaryKind::lives, LifeFlaw::reuses_an_empty_life,
           LifeFlaw::none, meets_the_block_of_an_empty_life),
      pair("finds-without-sync", CanaryKind::accuse, LifeFlaw::and_first_without_sync,
           LifeFlaw::finds_without_sync, sets_once),
      pair("does-not-rewrite", CanaryKind::accuse, LifeFlaw::and_goes_on,
           LifeFlaw::does_not_rewrite, lives_on_after_a_failed_sync),
      pair("refuses-after-a-failure", CanaryKind::accuse, LifeFlaw::and_has_written,
           LifeFlaw::refuses_after_a_failure, is_full),
  };
  for (StoreUnderTest* store : {&pairs.back().wrong, &pairs.back().right}) {
    store->clauses = store->clauses.without(Clause::room_costs_one_write);
  }
  return pairs;
}

}  // namespace powercut
