// Goal: at every crash point just what the policy promises is demanded. Method: a trace and a
// history made by hand, and the promise at each of its points, as text: "must/finished/invoked".
#include "powercut/harness/promise.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace powercut {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

// Calls 1 to 6 at 0, 400, 800, ... ms. Three sets: the first makes the calls 1 and 2, the second 3
// and 4, the third the calls 5 and 6.
class PromisesTest : public testing::Test {
 protected:
  PromisesTest() {
    for (int call = 1; call <= 6; ++call) {
      trace_.append({.kind = CallKind::write,
                     .effect = Effect::write,
                     .inode = 1,
                     .length = 2,
                     .time = milliseconds(400 * (call - 1))},
                    "f", as_bytes("xy"), {});
    }
    for (std::uint32_t step = 0; step < 3; ++step) {
      history_.steps.push_back({.operation = step,
                                .outcome = Outcome::acknowledged,
                                .invoked_calls = 2 * step + 1,
                                .finished_calls = 2 * step + 3,
                                .finished_time = milliseconds(800 * step + 400)});
    }
    history_.end_time = milliseconds(2000);
  }

  // After each call has returned.
  std::vector<std::string> promises(SyncPolicy policy, bool power_loss) const {
    Promises promises(history_, trace_, policy, power_loss);
    std::vector<std::string> texts;
    for (std::uint32_t call = 0; call < trace_.size(); ++call) {
      texts.push_back(text_of(promises.at({.call = call})));
    }
    return texts;
  }

  static std::string text_of(const Promise& promise) {
    return fmt::format("{}/{}/{}", promise.must, promise.finished, promise.invoked);
  }

  Trace trace_;
  History history_{KeyTable({})};
};

TEST_F(PromisesTest, always_demands_all_that_finished) {
  EXPECT_THAT(promises(SyncPolicy::always, true),
              ElementsAre("0/0/1", "0/0/1", "1/1/2", "1/1/2", "2/2/3", "2/2/3", "3/3/3"));
}

TEST_F(PromisesTest, a_process_kill_takes_nothing_acknowledged_whatever_the_policy) {
  auto always = promises(SyncPolicy::always, true);
  EXPECT_EQ(promises(SyncPolicy::always, false), always);
  EXPECT_EQ(promises(SyncPolicy::everysec, false), always);
  EXPECT_EQ(promises(SyncPolicy::never, false), always);
}

TEST_F(PromisesTest, never_demands_nothing_until_a_sync) {
  EXPECT_THAT(promises(SyncPolicy::never, true),
              ElementsAre("0/0/1", "0/0/1", "0/1/2", "0/1/2", "0/2/3", "0/2/3", "0/3/3"));
  history_.syncs = {{.calls = 4, .steps = 1}, {.calls = 6, .steps = 2}};
  EXPECT_THAT(promises(SyncPolicy::never, true),
              ElementsAre("0/0/1", "0/0/1", "0/1/2", "1/1/2", "1/2/3", "2/2/3", "2/3/3"));
}

// Goal: the second is counted until the next call begins, for the power may fail until then. The
// first set finished at 400 ms: after call 4 (1200 ms) the window reaches to call 5 at 1600 ms.
TEST_F(PromisesTest, everysec_demands_what_is_older_than_a_second_when_the_next_call_begins) {
  EXPECT_THAT(promises(SyncPolicy::everysec, true),
              ElementsAre("0/0/1", "0/0/1", "0/1/2", "0/1/2", "1/2/3", "1/2/3", "1/3/3"));
}

TEST_F(PromisesTest, everysec_takes_exactly_a_second_for_not_yet_over) {
  history_.steps[0].finished_time = milliseconds(600);
  EXPECT_EQ(promises(SyncPolicy::everysec, true)[4], "0/2/3");
  history_.steps[0].finished_time = milliseconds(600) - Duration(1);
  EXPECT_EQ(promises(SyncPolicy::everysec, true)[4], "1/2/3");
}

// Goal: "traffic or not". Method: nothing happens after the last call, but the time goes on.
TEST_F(PromisesTest, everysec_counts_idle_time_at_the_end_of_the_run) {
  history_.end_time = std::chrono::seconds(60);
  EXPECT_EQ(promises(SyncPolicy::everysec, true).back(), "3/3/3");
}

TEST_F(PromisesTest, everysec_has_explicit_syncs_count_at_once) {
  history_.syncs = {{.calls = 5, .steps = 2}};
  EXPECT_THAT(promises(SyncPolicy::everysec, true),
              ElementsAre("0/0/1", "0/0/1", "0/1/2", "0/1/2", "2/2/3", "2/2/3", "2/3/3"));
}

// Goal: after a failed sync the store has said that it can promise no more; earlier promises hold,
// and the clock runs again with the next open. Method: a failure at 1200 ms.
TEST_F(PromisesTest, a_failed_sync_stops_the_promise_by_time_until_the_store_is_opened_again) {
  history_.end_time = std::chrono::seconds(60);
  history_.sync_failures = {{.calls = 4, .time = milliseconds(1200)}};
  EXPECT_THAT(promises(SyncPolicy::everysec, true),
              ElementsAre("0/0/1", "0/0/1", "0/1/2", "0/1/2", "0/2/3", "0/2/3", "0/3/3"));
  history_.sync_failures[0].reopened_calls = 6;
  EXPECT_THAT(promises(SyncPolicy::everysec, true),
              ElementsAre("0/0/1", "0/0/1", "0/1/2", "0/1/2", "0/2/3", "1/2/3", "3/3/3"));
}

TEST_F(PromisesTest, a_failed_sync_takes_back_nothing_that_was_promised_before) {
  history_.sync_failures = {{.calls = 7, .time = milliseconds(2000)}};
  EXPECT_EQ(promises(SyncPolicy::everysec, true).back(), "1/3/3");
}

// Goal: a write that is cut has not returned. Method: both bytes of call 2, the last of the first
// set, and then its return.
TEST_F(PromisesTest, a_call_that_is_cut_has_not_returned) {
  Promises promises(history_, trace_, SyncPolicy::always, true);
  EXPECT_EQ(text_of(promises.at({.call = 2, .byte = 1})), "0/0/1");
  EXPECT_EQ(text_of(promises.at({.call = 2, .byte = 2})), "0/0/1");
  EXPECT_EQ(text_of(promises.at({.call = 2})), "1/1/2");
}

}  // namespace
}  // namespace powercut
