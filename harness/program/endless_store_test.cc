// Goal: a store that never comes back does not hang the tester: it leaves a finding, or the end of
// the program with an id that shows it again. Method: a store with one call in which it spins, and
// one whose task schedules the next one at once; a child process where it ends.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <ctime>

#include "engine/io/macros.h"
#include "engine/ordered_map.h"
#include "harness/program/interrupt.h"
#include "harness/watch/death_notice.h"
#include "harness/watch/store_call.h"
#include "harness/watch/under_way.h"
#include "powercut/harness/check_store.h"
#include "powercut/harness/plan_text.h"

namespace powercut {
namespace {

enum class Endless : std::uint8_t { nothing, open, set, get, scan, close, task, destructor };

// The compiler cannot know that this is never so.
std::atomic<bool> is_over = false;

// A sanitizer of threads shows signals to the program where it asks for the time.
void spin() {
  while (!is_over) static_cast<void>(std::chrono::steady_clock::now());
}

// It keeps nothing, and so is held to no clause; only what does not end is looked for.
class EndlessStore : public Store {
 public:
  EndlessStore(Environment& environment, Endless endless)
      : executor_(environment.executor), endless_(endless) {}
  ~EndlessStore() override {
    if (task_) executor_.cancel(*task_);
    spins_in(Endless::destructor);
  }

  static Result<std::unique_ptr<Store>> open(Environment& environment, Endless endless) {
    TRY_ASSIGN(auto names, environment.files.list("/"));
    TRY_ASSIGN(auto file, environment.files.open("file", OpenMode::create));
    if (endless == Endless::open && !names.empty()) spin();
    return std::unique_ptr<Store>(new EndlessStore(environment, endless));
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    spins_in(Endless::set);
    map_.insert_or_assign(std::string(key), std::string(value));
    if (endless_ == Endless::task) schedule();
    return {};
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    spins_in(Endless::get);
    return get_from(map_, key, value);
  }
  Result<bool> remove(std::string_view key) override { return map_.erase(std::string(key)) > 0; }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    spins_in(Endless::scan);
    scan_map(map_, range, visit);
    return {};
  }
  Result<void> close() override {
    spins_in(Endless::close);
    return {};
  }

 private:
  void spins_in(Endless call) const {
    if (endless_ == call) spin();
  }
  void schedule() {
    task_ = executor_.run_after(Duration{0}, [this] { schedule(); });
  }

  Executor& executor_;
  Endless endless_;
  OrderedMap map_;
  std::optional<Executor::TaskId> task_;
};

StoreUnderTest endless_store(Endless endless) {
  return {
      .name = "endless",
      .summary = "does not come back",
      .open =
          [endless](Environment& environment) { return EndlessStore::open(environment, endless); },
      .clauses = Clauses::none()};
}

CheckResult check(Endless endless, std::string_view plan) {
  Workload workload{.name = "one-plan", .summary = "", .plan = [plan](std::uint64_t) {
                      return *parse_plan(plan);
                    }};
  return check_store(endless_store(endless), {.own_workloads = {workload}, .models = {"in-order"}});
}

void check_briefly(Endless endless) {
  limit_store_calls(std::chrono::milliseconds(250));
  check(endless, "=set(a=1)");
}

testing::ExitedWithCode ends_telling() { return testing::ExitedWithCode(exit_store_died); }

TEST(EndlessStore, a_call_that_does_not_return_ends_the_program_with_an_id) {
  for (Endless call :
       {Endless::set, Endless::get, Endless::scan, Endless::close, Endless::destructor}) {
    EXPECT_EXIT(check_briefly(call), ends_telling(),
                "a call of the store under test does not return; to see it again: POWERCUT_REPLAY="
                "'endless/=set\\(a=1\\)/run/1/run'")
        << static_cast<int>(call);
  }
  EXPECT_EXIT(check_briefly(Endless::open), ends_telling(), "does not return; .*/run/1/run");
}

TEST(EndlessStore, is_told_without_an_id_where_no_run_is_under_way) {
  EXPECT_EXIT(
      {
        limit_store_calls(std::chrono::milliseconds(250));
        check_store(endless_store(Endless::set));
      },
      ends_telling(), "powercut: a call of the store under test does not return\n");
}

TEST(EndlessStore, the_id_shows_it_again) {
  EXPECT_EXIT(
      {
        limit_store_calls(std::chrono::milliseconds(250));
        RunUnderWay under_way({.whole = "the id"});
        check_state(endless_store(Endless::set), *parse_plan("=set(a=1)"), "in-order", "run");
      },
      ends_telling(), "POWERCUT_REPLAY='the id'");
}

TEST(EndlessStore, tasks_that_go_on_and_on_are_a_finding) {
  CheckResult result = check(Endless::task, "=set(a=1),wait(5)");
  EXPECT_TRUE(result.found(FindingKind::stuck, "run")) << result;
  EXPECT_NE(result.text().find("in the background"), std::string::npos) << result;
}

TEST(EndlessStore, a_store_that_comes_back_is_not_accused_of_it) {
  CheckResult result = check(Endless::nothing, "=set(a=1),wait(5)");
  EXPECT_FALSE(result.found(FindingKind::stuck, "run")) << result;
}

TEST(EndlessStore, does_not_keep_ctrl_c_from_ending_the_program) {
  EXPECT_EXIT(
      {
        Interrupt interrupt;
        const StoreCall call;
        raise(SIGINT);
        raise(SIGINT);
        spin();
      },
      testing::ExitedWithCode(exit_interrupted), "");
}

// Many short calls are not one long one.
TEST(StoreCall, time_between_calls_and_in_earlier_calls_does_not_count) {
  EXPECT_EXIT(
      {
        limit_store_calls(std::chrono::milliseconds(100));
        for (int round = 0; round < 40; ++round) {
          const std::clock_t begin = std::clock();
          const StoreCall call;
          while (std::clock() - begin < CLOCKS_PER_SEC / 50) continue;
        }
        const std::clock_t begin = std::clock();
        while (std::clock() - begin < CLOCKS_PER_SEC / 2) continue;
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace powercut
