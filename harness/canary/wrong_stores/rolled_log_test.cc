#include "harness/canary/wrong_stores/rolled_log_test.h"

#include "harness/canary/wrong_stores/canary_pair_test.h"

namespace powercut {
namespace {

// The first part is full, and not durable yet.
void cannot_name_a_second_part(ScriptedLives& lives) {
  lives.set("a", std::string(60, 'a'));
  lives.fail("sync_dir#1=io_failed");
  lives.try_set("b", std::string(60, 'b'));
  lives.fail("");
  lives.wait(std::chrono::seconds(2));
  lives.cut_unsynced();
  lives.expect("a", std::string(60, 'a'));
}

}  // namespace

std::vector<CanaryPair> rolled_log_pairs() {
  return {canary_pair("rolled-refuses-and-rests", CanaryKind::error, RollFlaw::refuses_and_rests,
                      SyncPolicy::everysec, where_old_records_return, RolledLog::open,
                      cannot_name_a_second_part)};
}

}  // namespace powercut
