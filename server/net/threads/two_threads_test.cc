// Goal: one thread has the loop at any time, the other one works when it is called, and both end.
#include "server/net/threads/two_threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace powercut {
namespace {

using Duty = TwoThreads::Duty;

TEST(two_threads, give_the_loop_to_the_first_that_comes) {
  TwoThreads threads;
  EXPECT_EQ(threads.await_duty(), Duty::loop);
  threads.leave();
  EXPECT_EQ(threads.await_duty(), Duty::loop);
  threads.end();
  EXPECT_EQ(threads.await_duty(), Duty::none);
}

TEST(two_threads, work_while_the_loop_is_another_s) {
  TwoThreads threads;
  ASSERT_EQ(threads.await_duty(), Duty::loop);
  std::jthread other([&] {
    EXPECT_EQ(threads.await_duty(), Duty::work);
    EXPECT_EQ(threads.await_duty(), Duty::none);
  });
  threads.call_other();
  threads.end();
}

TEST(two_threads, do_what_they_were_called_for_before_they_end) {
  TwoThreads threads;
  ASSERT_EQ(threads.await_duty(), Duty::loop);
  threads.call_other();
  threads.end();
  EXPECT_EQ(threads.await_duty(), Duty::work);
  EXPECT_EQ(threads.await_duty(), Duty::none);
}

// Method: the thread that has the loop counts, without a lock, and goes or calls by turns.
TEST(two_threads, have_the_loop_one_at_a_time) {
  constexpr int rounds = 20000;
  TwoThreads threads;
  int round = 0;
  std::atomic<int> at_the_loop = 0;
  std::atomic<bool> is_working = false;
  std::atomic<int> worked = 0;
  const auto serve = [&] {
    while (true) {
      const Duty duty = threads.await_duty();
      if (duty == Duty::none) return;
      if (duty == Duty::work) {
        ++worked;
        is_working = false;
        continue;
      }
      while (round < rounds) {
        EXPECT_EQ(++at_the_loop, 1);
        ++round;
        --at_the_loop;
        if (is_working) continue;
        if (round % 3 == 0) {
          is_working = true;
          threads.call_other();
        } else if (round % 3 == 1) {
          break;
        }
      }
      if (round < rounds) {
        threads.leave();
      } else {
        threads.end();
      }
    }
  };
  std::jthread one(serve);
  std::jthread two(serve);
  one.join();
  two.join();
  EXPECT_EQ(round, rounds);
  EXPECT_GT(worked, 0);
  EXPECT_FALSE(is_working);
}

}  // namespace
}  // namespace powercut
