// Walks of a CaskStore, beyond those of every store: keys of one hash, damage, the records that a
// walk reads, and writers beside it.
#include <algorithm>
#include <atomic>
#include <thread>

#include "engine/cask/cask_store_test.h"

namespace powercut {
namespace {

using testing::SizeIs;

std::vector<std::string> walk_through(Store& store, std::size_t wanted) {
  std::vector<std::string> keys;
  for (std::optional<std::uint64_t> from = 0; from;) {
    for (std::string& key : walk(store, from, wanted)) keys.push_back(std::move(key));
  }
  std::ranges::sort(keys);
  return keys;
}

class CaskWalk : public CaskStoreTest {
 protected:
  static CaskOptions unsynced() {
    CaskOptions options = small_segments;
    options.policy = SyncPolicy::never;
    options.segment_bytes = 4096;
    return options;
  }

  std::vector<std::string> expected_keys() const {
    std::vector<std::string> keys;
    for (const auto& [key, value] : expected_) keys.push_back(key);
    return keys;
  }
};

// The two have the same eight bits and the same 32 of a hash without a seed.
TEST_F(CaskWalk, visits_the_keys_of_one_position_in_one_call) {
  open(unsynced());
  const std::string one = "14176";
  const std::string other = "130478";
  ASSERT_EQ(store_->position_of(one), store_->position_of(other));
  set(one, "1");
  for (int number = 0; number < 3000; ++number) set("key " + std::to_string(number), "x");
  set(other, "2");
  std::optional<std::uint64_t> from = store_->position_of(one);
  EXPECT_THAT(walk(*store_, from, 1), testing::UnorderedElementsAre(one, other));
  EXPECT_GT(from, store_->position_of(one));
  EXPECT_EQ(walk_through(*store_, 1), expected_keys());
}

// Their hashes, without a seed, end in 32 bits of zero, and of one.
TEST_F(CaskWalk, visits_the_first_and_the_last_position_of_a_shard) {
  open(unsynced());
  set("3128860082", "1");
  set("7161930558", "2");
  constexpr std::uint64_t shard_positions = std::uint64_t{1} << 32U;
  ASSERT_EQ(store_->position_of("3128860082") % shard_positions, 0U);
  ASSERT_EQ(store_->position_of("7161930558") % shard_positions, shard_positions - 1);
  for (int number = 0; number < 3000; ++number) {
    if (number % 200 < 2) {
      EXPECT_EQ(walk_through(*store_, 1 + number % 3), expected_keys());
    }
    set("key " + std::to_string(number), "x");
  }
}

TEST_F(CaskWalk, goes_on_in_a_store_of_another_seed_as_in_its_own) {
  CaskOptions options = unsynced();
  open(options);
  for (int number = 0; number < 100; ++number) set("key " + std::to_string(number), "x");
  const std::uint64_t before = store_->position_of("key 1");
  options.seed = 1;
  reopen(options);
  EXPECT_NE(store_->position_of("key 1"), before);
  EXPECT_EQ(walk_through(*store_, 7), expected_keys());
}

TEST_F(CaskWalk, reads_no_record_but_those_that_it_visits) {
  CaskOptions options = unsynced();
  options.maps_files = false;
  open(options);
  for (int number = 0; number < 3000; ++number) set("key " + std::to_string(number), "x");
  close_and_open(options);
  std::optional<std::uint64_t> from = 0;
  EXPECT_THAT(walk(*store_, from, 5), SizeIs(5));
  std::vector<std::string> calls = files_.take_calls();
  std::erase_if(calls, [](const std::string& call) { return !call.starts_with("read "); });
  EXPECT_THAT(calls, SizeIs(5));
}

TEST_F(CaskWalk, says_where_a_record_is_damaged) {
  open();
  set("a", "1");
  ASSERT_THAT(store_->close(), is_ok());
  std::string log = read_file(last_log());
  const std::size_t place = log.find("a1");
  ASSERT_NE(place, std::string::npos);
  log[place] = 'b';
  change_file(last_log(), log);
  reopen();
  EXPECT_THAT(store_->walk(0, 1, [](std::string_view) {}), fails_with(ErrorCode::corrupt));
  ASSERT_TRUE(store_->damage());
  EXPECT_EQ(store_->damage()->file, last_log());
}

// Method: a writer makes tables grow, and compacts, while walk follows walk.
TEST_F(CaskWalk, visits_what_is_there_throughout_while_others_write) {
  CaskOptions options = unsynced();
  options.compacts = true;
  open(options);
  for (int number = 0; number < 500; ++number) set("stays " + std::to_string(number), "x");
  std::atomic<bool> is_done = false;
  const std::jthread writer([&] {
    for (int number = 0; number < 5000; ++number) {
      EXPECT_THAT(store_->set("guest " + std::to_string(number % 1000), "x"), is_ok());
      if (number % 3 == 0) {
        EXPECT_THAT(store_->remove("guest " + std::to_string(number % 999)), is_ok());
      }
      EXPECT_THAT(store_->set("stays " + std::to_string(number % 500), "y"), is_ok());
    }
    is_done = true;
  });
  do {
    std::vector<std::string> visited = walk_through(*store_, 20);
    EXPECT_TRUE(std::ranges::adjacent_find(visited) == visited.end());
    std::erase_if(visited, [](const std::string& key) { return key.starts_with("guest"); });
    EXPECT_EQ(visited, expected_keys());
  } while (!is_done);
}

}  // namespace
}  // namespace powercut
