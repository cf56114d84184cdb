// Goal: a store that sleeps for ever is told, as one that computes for ever is; one that is awake,
// and one that could not run, are not. Method: limits of a fraction of a second; a store that waits
// for what nobody does, calls that sleep in many short pieces, and a process that is stopped.
#include <gtest/gtest.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <ctime>
#include <mutex>
#include <thread>

#include "engine/memory/memory_store.h"
#include "harness/watch/death_notice.h"
#include "harness/watch/store_call.h"
#include "powercut/harness/check_store.h"
#include "powercut/harness/plan_text.h"

namespace powercut {
namespace {

using std::chrono::milliseconds;

constexpr Duration short_limit = milliseconds(200);

void wait_for_ever() {
  std::mutex mutex;
  std::condition_variable comes_never;
  std::unique_lock lock(mutex);
  comes_never.wait(lock, [] { return false; });
}

// A write waits for a thread that was never started.
class SleepingStore : public MemoryStore {
 public:
  Result<void> set(std::string_view, std::string_view) override {
    wait_for_ever();
    return {};
  }
};

StoreUnderTest sleeping_store() {
  return {.name = "sleeping",
          .summary = "waits for ever",
          .open = [](Environment&) -> Result<std::unique_ptr<Store>> {
            return std::unique_ptr<Store>(new SleepingStore());
          },
          .clauses = Clauses::none()};
}

void check_sleeping_store() {
  limit_sleep_in_store_calls(short_limit);
  Workload workload{.name = "one-set", .summary = "", .plan = [](std::uint64_t) {
                      return *parse_plan("=set(a=1)");
                    }};
  check_store(sleeping_store(), {.own_workloads = {workload}, .models = {"in-order"}});
}

// The thread is awake for some milliseconds between two looks.
void sleep_and_work(Duration time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(milliseconds(2));
    const std::clock_t begin = std::clock();
    while (std::clock() - begin < CLOCKS_PER_SEC / 250) continue;
  }
}

void go_on_later(pid_t process, Duration after) {
  if (fork() != 0) return;
  std::this_thread::sleep_for(after);
  kill(process, SIGCONT);
  _exit(0);
}

TEST(SleepingStore, ends_the_program_with_an_id) {
  EXPECT_EXIT(check_sleeping_store(), testing::ExitedWithCode(exit_store_died),
              "a call of the store under test sleeps and does not return; to see it again: "
              "POWERCUT_REPLAY='sleeping/=set\\(a=1\\)/run/1/run'");
}

TEST(SleepingStore, is_told_on_a_thread_that_was_without_calls_for_long) {
  EXPECT_EXIT(
      {
        limit_sleep_in_store_calls(short_limit);
        {
          const StoreCall call;
        }
        std::this_thread::sleep_for(2 * short_limit);
        const StoreCall call;
        wait_for_ever();
      },
      testing::ExitedWithCode(exit_store_died), "sleeps and does not return");
}

TEST(SleepingStore, one_that_is_awake_now_and_then_is_not_accused) {
  EXPECT_EXIT(
      {
        limit_sleep_in_store_calls(short_limit);
        const StoreCall call;
        sleep_and_work(4 * short_limit);
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
}

TEST(SleepingStore, sleep_between_calls_and_in_many_calls_does_not_count) {
  EXPECT_EXIT(
      {
        limit_sleep_in_store_calls(short_limit);
        for (int round = 0; round < 20; ++round) {
          const StoreCall call;
          std::this_thread::sleep_for(short_limit / 8);
        }
        std::this_thread::sleep_for(2 * short_limit);
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
}

TEST(SleepingStore, a_process_that_is_stopped_does_not_sleep) {
  EXPECT_EXIT(
      {
        limit_sleep_in_store_calls(short_limit);
        const StoreCall call;
        go_on_later(getpid(), 3 * short_limit);
        raise(SIGSTOP);
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace powercut
