// Goal: a number leads to its segment from when it was added until it is dropped. Method: segments
// that come and go in their order, as a store's do, and in none; a reader beside it.
#include "engine/cask/segments/segment_directory.h"

#include <gtest/gtest.h>

#include <thread>

#include "engine/io/faulty_file.h"

namespace powercut {
namespace {

class SegmentDirectoryTest : public testing::Test {
 protected:
  Segment& add(std::uint32_t number) {
    segments_.push_back(std::make_unique<Segment>(SegmentHeader{.number = number},
                                                  std::make_unique<FaultyFile>(), false));
    directory_.add(*segments_.back());
    return *segments_.back();
  }

  ReaderEpochs epochs_;
  SegmentDirectory directory_{epochs_};
  std::vector<std::unique_ptr<Segment>> segments_;
};

TEST_F(SegmentDirectoryTest, finds_nothing_while_it_is_empty) {
  for (const std::uint32_t number : {0U, 1U, 0xffffffffU}) {
    EXPECT_EQ(directory_.find(number), nullptr);
  }
}

TEST_F(SegmentDirectoryTest, finds_what_was_added_until_it_is_dropped) {
  for (std::uint32_t number = 1; number <= 100; ++number) {
    Segment& added = add(number);
    EXPECT_EQ(directory_.find(number), &added);
    EXPECT_EQ(directory_.find(number + 1), nullptr);
  }
  for (std::uint32_t number = 1; number <= 100; ++number) {
    EXPECT_EQ(directory_.find(number), segments_[number - 1].get());
    directory_.drop(number);
    EXPECT_EQ(directory_.find(number), nullptr);
    EXPECT_EQ(directory_.find(101), nullptr);
  }
}

// A recovery adds segments in the order of the manifest, which after a compaction is not that of
// their numbers.
TEST_F(SegmentDirectoryTest, takes_numbers_in_any_order) {
  const std::vector<std::uint32_t> numbers = {500, 7, 501, 1, 1000, 40, 0xffffffff};
  for (const std::uint32_t number : {500U, 7U, 501U, 1U, 1000U, 40U}) add(number);
  for (std::size_t index = 0; index < segments_.size(); ++index) {
    EXPECT_EQ(directory_.find(numbers[index]), segments_[index].get());
  }
  EXPECT_EQ(directory_.find(499), nullptr);
  EXPECT_EQ(directory_.find(0), nullptr);
  EXPECT_EQ(directory_.find(0xffffffff), nullptr);
}

// Goal: a store that lives long does not hold a table of all numbers that there ever were, and
// still finds the few that there are.
TEST_F(SegmentDirectoryTest, goes_along_with_numbers_that_grow) {
  add(1);
  for (std::uint32_t number = 2; number < 100'000; ++number) {
    segments_.erase(segments_.begin(), segments_.end() - 1);
    Segment& last = *segments_.back();
    Segment& added = add(number);
    ASSERT_EQ(directory_.find(number - 1), &last);
    ASSERT_EQ(directory_.find(number), &added);
    directory_.drop(number - 1);
    ASSERT_EQ(directory_.find(number - 1), nullptr);
  }
}

TEST_F(SegmentDirectoryTest, readers_find_what_is_there_while_others_come_and_go) {
  Segment& stays = add(1);
  std::atomic<bool> is_over = false;
  std::atomic<std::uint64_t> missed = 0;
  std::jthread reader([&] {
    while (!is_over) {
      const ReaderEpochs::Pin pin(epochs_);
      if (directory_.find(1) != &stays) ++missed;
    }
  });
  for (std::uint32_t number = 2; number < 3000; ++number) {
    add(number);
    if (number % 3 == 0) directory_.drop(number);
  }
  is_over = true;
  reader.join();
  EXPECT_EQ(missed, 0U);
}

}  // namespace
}  // namespace powercut
