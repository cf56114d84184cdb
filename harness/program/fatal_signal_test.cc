// Goal: a store that ends the process is told with the id of what was under way, and that id shows
// it again. Method: a store that dies of what it finds at an open; a child process for each try.
#include "harness/program/fatal_signal.h"

#include <gtest/gtest.h>

#include <csignal>

#include "engine/io/macros.h"
#include "harness/watch/signal_stack.h"
#include "harness/watch/under_way.h"
#include "powercut/harness/check_store.h"
#include "powercut/harness/plan_text.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

enum class Death : std::uint8_t { null_pointer, abort, full_stack };

int go_deeper(int level) {
  volatile char room[4096];
  room[0] = static_cast<char>(level);
  return level < 0 ? 0 : go_deeper(level + 1) + room[0];
}

void die(Death death) {
  if (death == Death::abort) std::abort();
  if (death == Death::full_stack && go_deeper(0) == 1) return;
  volatile int* nowhere = nullptr;
  *nowhere = 1;
}

// One value, in one file. It dies of an open that finds the file empty.
class DyingStore : public Store {
 public:
  explicit DyingStore(std::unique_ptr<File> file) : file_(std::move(file)) {}

  static Result<std::unique_ptr<Store>> open(Environment& environment, Death death) {
    TRY_ASSIGN(auto names, environment.files.list("/"));
    TRY_ASSIGN(auto file, environment.files.open("value", OpenMode::create));
    TRY_ASSIGN(std::uint64_t size, file->size());
    if (!names.empty() && size == 0) die(death);
    return std::unique_ptr<Store>(new DyingStore(std::move(file)));
  }

  Result<void> set(std::string_view, std::string_view value) override {
    TRY(write_full(*file_, 0, as_bytes(value)));
    return file_->sync();
  }
  Result<bool> get(std::string_view, std::string&) override { return false; }
  Result<bool> remove(std::string_view) override { return false; }
  Result<void> scan(const KeyRange&, const ScanVisitor&) override { return {}; }

 private:
  std::unique_ptr<File> file_;
};

StoreUnderTest dying_store(Death death) {
  return {
      .name = "dying",
      .summary = "dies of an empty file",
      .open = [death](Environment& environment) { return DyingStore::open(environment, death); },
      .clauses = Clauses::none()};
}

Workload one_set() {
  return {.name = "one-set", .summary = "", .plan = [](std::uint64_t) {
            return *parse_plan("=set(a=1)");
          }};
}

void sweep(Death death, std::string_view model) {
  tell_fatal_signals("./run");
  SignalStack stack;
  check_store(dying_store(death), {.own_workloads = {one_set()}, .models = {std::string(model)}});
}

void replay(Death death, std::string_view model, std::string_view point) {
  tell_fatal_signals("./run");
  RunUnderWay under_way({.whole = "the id"});
  check_state(dying_store(death), *parse_plan("=set(a=1)"), model, point);
}

testing::ExitedWithCode dies_telling() { return testing::ExitedWithCode(exit_store_died); }

// As sanitizers do.
bool is_handled_by_others() {
  struct sigaction present = {};
  sigaction(SIGSEGV, nullptr, &present);
  return present.sa_handler != SIG_DFL;
}

TEST(FatalSignal, names_the_state_that_the_store_died_of) {
  if (is_handled_by_others()) GTEST_SKIP() << "a sanitizer tells it";
  EXPECT_EXIT(sweep(Death::null_pointer, "in-order"), dies_telling(),
              "SIGSEGV while a store .*replay 'dying/=set\\(a=1\\)/in-order/1/0>1'");
  EXPECT_EXIT(sweep(Death::abort, "in-order"), dies_telling(), "SIGABRT .*/in-order/1/0>1'");
}

TEST(FatalSignal, tells_a_stack_that_is_full) {
  if (is_handled_by_others()) GTEST_SKIP() << "a sanitizer tells it";
  EXPECT_EXIT(sweep(Death::full_stack, "in-order"), dies_telling(), "SIGSEGV .*/in-order/1/0>1'");
}

TEST(FatalSignal, is_left_alone_where_no_store_is_under_test) {
  if (is_handled_by_others()) GTEST_SKIP() << "a sanitizer tells it";
  EXPECT_EXIT(
      {
        tell_fatal_signals("./run");
        std::abort();
      },
      testing::KilledBySignal(SIGABRT), "");
}

TEST(FatalSignal, the_id_shows_it_again) {
  if (is_handled_by_others()) GTEST_SKIP() << "a sanitizer tells it";
  EXPECT_EXIT(replay(Death::null_pointer, "in-order", "0>1"), dies_telling(), "replay 'the id'");
}

}  // namespace
}  // namespace powercut
