// Goal: random numbers can be repeated, and no life sees those of a life before. Method: a store
// that writes down every number that it draws, and does not open where it draws one again.
#include "harness/watch/image_random.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/io/macros.h"
#include "harness/catalog/catalog.h"
#include "harness/run/recorder.h"
#include "harness/watch/run_random.h"
#include "powercut/harness/check_store.h"
#include "powercut/harness/plan_text.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

// Appends two numbers to a file, durably.
Result<void> draw_numbers(Environment& environment) {
  TRY_ASSIGN(auto file, environment.files.open("numbers", OpenMode::create));
  TRY_ASSIGN(std::uint64_t size, file->size());
  size -= size % sizeof(std::uint64_t);
  std::vector<std::uint64_t> numbers(size / sizeof(std::uint64_t));
  MutableBytes bytes = std::as_writable_bytes(std::span(numbers));
  TRY(read_full(*file, 0, bytes));
  for (int count = 0; count < 2; ++count) {
    numbers.push_back(environment.random.next());
    if (std::ranges::count(numbers, numbers.back()) > 1) return Error{ErrorCode::corrupt};
  }
  TRY(write_full(*file, 0, std::as_bytes(std::span(numbers))));
  TRY(file->sync());
  return environment.files.sync_dir("/");
}

// The store of the catalog, which also draws.
StoreUnderTest drawing(std::string_view name) {
  StoreUnderTest store = *find_store(name);
  // Bytes that it writes beside the store's own files do not tell what is durable there.
  store.clauses = store.clauses.without(Clause::reports_damage);
  store.open = [open = store.open](Environment& environment) -> Result<std::unique_ptr<Store>> {
    TRY(draw_numbers(environment));
    return open(environment);
  };
  return store;
}

TEST(RunRandom, gives_the_same_numbers_to_each_run_and_none_twice) {
  RunRandom one;
  RunRandom other;
  std::set<std::uint64_t> numbers;
  for (int count = 0; count < 1000; ++count) {
    std::uint64_t number = one.next();
    EXPECT_EQ(number, other.next());
    EXPECT_TRUE(numbers.insert(number).second);
  }
}

TEST(ImageRandom, begins_with_what_is_on_the_disk) {
  Disk disk;
  ImageRandom random;
  random.begin(disk);
  std::uint64_t first = random.next();
  EXPECT_NE(random.next(), first);
  random.begin(disk);
  EXPECT_EQ(random.next(), first);
  // As it is when a number is asked for, whatever the numbers of its files.
  random.begin(disk);
  disk.create_inode(InodeKind::file);
  EXPECT_EQ(random.next(), first) << "no name stands for the file";
  random.begin(disk);
  disk.set_entry(root_inode, "name", disk.create_inode(InodeKind::file));
  EXPECT_NE(random.next(), first);
}

TEST(Recording, has_new_numbers_in_each_life_and_the_same_ones_in_each_run) {
  auto plan =
      parse_plan("=setup:set(a=0)|set(a=1),kill,set(b=2),power(17),set(c=3),reopen,kill(5),get(a)");
  ASSERT_TRUE(plan.has_value()) << plan.error();
  StoreUnderTest store = drawing("log");
  Recording recording = record(store, *plan);
  EXPECT_TRUE(recording.live.empty()) << recording.live.front().violation.found;
  EXPECT_GE(recording.lives, 5U);
  Recording again = record(store, *plan);
  ASSERT_EQ(again.trace.size(), recording.trace.size());
  EXPECT_TRUE(std::ranges::equal(again.trace.data(again.trace.calls().back()),
                                 recording.trace.data(recording.trace.calls().back())));
  EXPECT_EQ(again.trace.bytes_written(), recording.trace.bytes_written());
}

// Goal: recoveries are shared as those of a store that draws nothing, and audits find no
// difference.
TEST(ImageRandom, lets_recoveries_stand_for_each_other) {
  for (const char* name : {"log", "cask"}) {
    CheckOptions options{.workloads = {"demo", "torn-tail"},
                         .models = {"in-order", "synced-only", "ext4"}};
    options.exploration.audit_share = 0.2;
    options.worlds = 60;
    CheckResult result = check_store(drawing(name), options);
    EXPECT_TRUE(result.holds()) << result;
    Reduction sum;
    for (const Cell& cell : result.sweep().cells) sum.add(cell.outcomes.tally.reduction);
    EXPECT_GT(sum.merged, 0U);
    EXPECT_GT(sum.audited, 0U);
    EXPECT_EQ(sum.differed, 0U);
  }
}

// Goal: the check above would see numbers that begin again. Method: those of a life are always the
// same.
TEST(ImageRandom, is_missed_where_numbers_begin_again) {
  StoreUnderTest store = *find_store("log");
  store.open = [open = store.open](Environment& environment) -> Result<std::unique_ptr<Store>> {
    RunRandom random;
    Environment forgetful{environment.files, environment.clock, environment.executor,
                          environment.background, random};
    TRY(draw_numbers(forgetful));
    return open(environment);
  };
  EXPECT_TRUE(check_store(store, {.workloads = {"demo"}, .models = {"in-order"}})
                  .found(FindingKind::unopenable));
}

}  // namespace
}  // namespace powercut
