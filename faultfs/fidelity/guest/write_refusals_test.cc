// Goal: a disk refuses the blocks that it was told to, so often as it was told, and does the rest
// of a write. Method: writes of a few blocks of letters.
#include "faultfs/fidelity/guest/write_refusals.h"

#include <gmock/gmock.h>

#include <string>

namespace powercut {
namespace {

constexpr std::uint64_t block_size = 4096;

// The blocks that are done, by their letters; '!' behind them if the write is refused.
std::string done(WriteRefusals& refusals, std::uint64_t index, const std::string& letters) {
  std::string bytes;
  for (const char letter : letters) bytes += std::string(block_size, letter);
  std::string text;
  std::size_t count = 0;
  for (const WriteRefusals::Stretch& stretch : refusals.accepted(index * block_size, bytes)) {
    EXPECT_EQ(stretch.bytes.data() - bytes.data(), stretch.offset - index * block_size);
    for (std::size_t at = 0; at < stretch.bytes.size(); at += block_size) text += stretch.bytes[at];
    count += stretch.bytes.size();
  }
  return text + (count < bytes.size() ? "!" : "");
}

TEST(WriteRefusals, all_is_done_at_first) {
  WriteRefusals refusals;
  EXPECT_EQ(done(refusals, 3, "ab"), "ab");
  EXPECT_EQ(refusals.struck(), 0U);
}

TEST(WriteRefusals, a_letter_is_refused_and_the_rest_of_the_write_is_done) {
  WriteRefusals refusals;
  refusals.set({.what = Refusal::What::letter, .letter = 'b', .times = 2});
  EXPECT_EQ(done(refusals, 0, "abc"), "ac!");
  EXPECT_EQ(done(refusals, 0, "ac"), "ac");
  EXPECT_EQ(done(refusals, 9, "b"), "!");
  EXPECT_EQ(done(refusals, 9, "b"), "b");
  EXPECT_EQ(refusals.struck(), 2U);
}

TEST(WriteRefusals, a_place_is_refused_whatever_is_written_there) {
  WriteRefusals refusals;
  refusals.set({.what = Refusal::What::blocks, .blocks = {4, 6}, .times = ~std::uint64_t{0}});
  EXPECT_EQ(done(refusals, 3, "abcd"), "ac!");
  EXPECT_EQ(done(refusals, 5, "a"), "a");
}

TEST(WriteRefusals, blocks_without_a_letter_are_the_others) {
  WriteRefusals refusals;
  refusals.set({.what = Refusal::What::others, .times = ~std::uint64_t{0}});
  EXPECT_EQ(done(refusals, 0, "a1Z"), "aZ!");
  refusals.set({});
  EXPECT_EQ(done(refusals, 0, "a1Z"), "a1Z");
}

TEST(WriteRefusals, a_block_is_known_by_a_letter_in_a_part_of_it) {
  WriteRefusals refusals;
  refusals.set({.what = Refusal::What::letter, .letter = 'b', .times = 9});
  const std::string bytes = std::string(100, 'A') + std::string(100, 'b') + std::string(312, '\0');
  EXPECT_TRUE(refusals.accepted(512, bytes).empty());
  const std::string few = std::string(512 - 60, 'A') + std::string(60, 'b');
  EXPECT_EQ(refusals.accepted(512, few).size(), 1U);
}

}  // namespace
}  // namespace powercut
