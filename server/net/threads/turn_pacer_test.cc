// Goal: only many clients with much to ask, whose requests come one by one, meet a rest. Method:
// turns at times of the test's own, and rests that would last an hour.
#include "server/net/threads/turn_pacer.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace powercut {
namespace {

constexpr Duration millisecond = std::chrono::milliseconds(1);

class turn_pacer : public testing::Test {
 protected:
  // Each client asks once in a turn of its own, so often; all of that in ten milliseconds.
  void ask_one_by_one(std::size_t clients, int times) {
    marks_.resize(clients);
    const Duration step = 10 * millisecond / (static_cast<int>(clients) * times);
    for (int time = 0; time < times; ++time) {
      for (TurnPacer::Mark& mark : marks_) {
        now_ += step;
        pacer_.count(mark, now_);
        pacer_.note_turn(1);
      }
    }
  }

  TurnPacer pacer_{std::chrono::hours(1)};
  std::vector<TurnPacer::Mark> marks_;
  Duration now_ = 1000 * millisecond;
};

TEST_F(turn_pacer, rests_while_many_clients_ask_one_by_one) {
  ask_one_by_one(50, 10);
  EXPECT_TRUE(pacer_.wants_rest(now_));
}

TEST_F(turn_pacer, does_not_rest_for_few_clients_however_much_they_ask) {
  ask_one_by_one(7, 1000);
  EXPECT_FALSE(pacer_.wants_rest(now_));
}

TEST_F(turn_pacer, does_not_rest_for_many_clients_who_ask_seldom) {
  ask_one_by_one(50, 1);
  EXPECT_FALSE(pacer_.wants_rest(now_));
}

TEST_F(turn_pacer, does_not_rest_where_a_turn_finds_many_requests) {
  ask_one_by_one(50, 10);
  pacer_.note_turn(16);
  EXPECT_FALSE(pacer_.wants_rest(now_));
}

TEST_F(turn_pacer, remembers_the_span_before_when_one_begins) {
  ask_one_by_one(50, 10);
  now_ += 9 * millisecond;
  pacer_.count(marks_.front(), now_);
  pacer_.note_turn(1);
  EXPECT_TRUE(pacer_.wants_rest(now_));
}

TEST_F(turn_pacer, forgets_what_was_longer_ago) {
  ask_one_by_one(50, 10);
  EXPECT_FALSE(pacer_.wants_rest(now_ + 20 * millisecond));
  now_ += 20 * millisecond;
  pacer_.count(marks_.front(), now_);
  pacer_.note_turn(1);
  EXPECT_FALSE(pacer_.wants_rest(now_));
}

TEST_F(turn_pacer, comes_back_from_a_rest_that_was_called_off_before) {
  pacer_.wake();
  pacer_.rest();
}

TEST_F(turn_pacer, comes_back_from_a_rest_when_it_is_called_off) {
  std::thread other([this] { pacer_.wake(); });
  pacer_.rest();
  other.join();
}

TEST_F(turn_pacer, comes_back_from_a_rest_by_itself) {
  TurnPacer pacer(std::chrono::microseconds(1));
  pacer.rest();
}

}  // namespace
}  // namespace powercut
