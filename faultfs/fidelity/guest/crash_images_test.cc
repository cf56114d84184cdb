// Goal: each subset of logged writes that a disk with a cache may have is visited, at the moments
// at which it may be all there is. Method: logs of a few writes, whose images are told by the
// letters that they hold.
#include "faultfs/fidelity/guest/crash_images.h"

#include <fcntl.h>
#include <gmock/gmock.h>

namespace powercut {
namespace {

using testing::ElementsAre;

constexpr ImageBudget all = {.exhaustive = 1024, .in_vain = 0};
constexpr std::uint64_t block = BlockImage::block_bytes;

BlockEvent write(std::uint64_t index, const std::string& letters, bool is_durable = false) {
  std::string bytes;
  for (const char letter : letters) bytes += std::string(block, letter);
  return {BlockEvent::Kind::write, is_durable, index * block, bytes};
}
BlockEvent flush() { return {.kind = BlockEvent::Kind::flush}; }
BlockEvent mark() { return {.kind = BlockEvent::Kind::mark}; }

class CrashImages : public testing::Test {
 protected:
  // The first letters of the first three blocks, '.' for zeros, and the marks, in order.
  std::vector<std::string> images(const BlockLog& log, ImageBudget budget) {
    std::vector<std::string> seen;
    count_ = for_each_crash_image(
        BlockImage(base_), log, budget, [&](const BlockImage& image, MarkRange marks) {
          std::string text;
          for (std::uint64_t index = 0; index < 3; ++index) {
            char letter = 0;
            image.read(index * block, {&letter, 1});
            text += letter == 0 ? '.' : letter;
          }
          seen.push_back(text + " " + std::to_string(marks.first) + std::to_string(marks.last));
          return true;
        });
    std::ranges::sort(seen);
    return seen;
  }
  ~CrashImages() override { close(base_); }

  const int base_ = open("/dev/null", O_RDONLY);
  ImageCount count_;
};

TEST_F(CrashImages, without_a_flush_each_write_is_there_or_not) {
  EXPECT_THAT(images({mark(), write(0, "a"), mark(), write(1, "b"), mark()}, all),
              ElementsAre("... 02", ".b. 12", "a.. 02", "ab. 12"));
  EXPECT_EQ(count_.subsets, 4U);
}

TEST_F(CrashImages, a_flush_makes_durable_what_came_before) {
  EXPECT_THAT(images({mark(), write(0, "a"), flush(), mark(), write(1, "b")}, all),
              ElementsAre("... 00", "a.. 00", "a.. 01", "ab. 11"));
}

TEST_F(CrashImages, a_durable_write_is_there_from_then_on) {
  EXPECT_THAT(images({mark(), write(0, "a"), write(1, "b", true), mark(), write(2, "c")}, all),
              ElementsAre("... 00", ".b. 01", ".bc 11", "a.. 00", "ab. 01", "abc 11"));
}

TEST_F(CrashImages, a_long_write_is_there_by_blocks) {
  EXPECT_THAT(images({mark(), write(0, "ab")}, all),
              ElementsAre("... 00", ".b. 00", "a.. 00", "ab. 00"));
}

TEST_F(CrashImages, what_was_durable_before_the_first_mark_is_on_all) {
  EXPECT_THAT(images({write(0, "a"), flush(), mark(), write(1, "b")}, all),
              ElementsAre("a.. 00", "ab. 00"));
}

TEST_F(CrashImages, what_was_pending_at_the_first_mark_is_there_or_not) {
  EXPECT_THAT(images({write(0, "a"), mark()}, all), ElementsAre("... 00", "a.. 00"));
}

TEST_F(CrashImages, of_many_blocks_a_write_is_there_as_a_whole) {
  EXPECT_THAT(images({mark(), write(0, std::string(20, 'a')), write(1, std::string(20, 'b'))}, all),
              ElementsAre("... 00", ".bb 00", "aaa 00", "abb 00"));
}

TEST_F(CrashImages, of_too_many_it_takes_the_telling_ones_and_some) {
  BlockLog log{mark()};
  for (std::uint64_t index = 0; index < 12; ++index) log.push_back(write(index, "a"));
  EXPECT_EQ(images(log, {.exhaustive = 64, .in_vain = 0}).size(), 13 + 10 + 2 * 12U);
  EXPECT_EQ(count_.subsets, 4096U);
  EXPECT_EQ(images(log, {.exhaustive = 4096, .in_vain = 0}).size(), 4096U);
}

}  // namespace
}  // namespace powercut
