// Goal: records are found behind damage, none is made up, and no bytes make the search take long.
#include "engine/tools/check/record_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/io/macros.h"
#include "powercut/io/clock.h"

namespace powercut {
namespace {

std::string set_record(std::string_view key, std::string_view value) {
  std::string record;
  CHECK(encode_set(key, value, record).ok());
  return record;
}

struct Walked {
  std::vector<std::string> keys;
  std::uint64_t skipped = 0;
  bool gave_up = false;
};

Walked walk(std::string_view bytes) {
  Walked walked;
  RecordSearch search(bytes.size(), /*finds_frames=*/true);
  search.walk(
      as_bytes(bytes),
      [&](const Frame& frame, std::uint64_t) { walked.keys.emplace_back(frame.key); },
      [&](std::uint64_t, std::uint64_t count) { walked.skipped += count; });
  walked.gave_up = search.gave_up();
  return walked;
}

TEST(RecordSearch, finds_all_but_the_record_that_was_hit) {
  const std::string first = set_record("first", "1");
  const std::string second = set_record("second", "22");
  const std::string third = set_record("third", "333");
  for (std::size_t bit = 0; bit < second.size() * 8; ++bit) {
    std::string hit = second;
    hit[bit / 8] = static_cast<char>(hit[bit / 8] ^ (1 << bit % 8));
    const Walked walked = walk(first + hit + third);
    EXPECT_THAT(walked.keys, testing::ElementsAre("first", "third")) << bit;
    EXPECT_EQ(walked.skipped, second.size()) << bit;
  }
}

TEST(RecordSearch, takes_no_record_out_of_a_value) {
  const std::string inner = set_record("inner", "x");
  std::string outer = set_record("outer", inner + inner);
  outer.back() = static_cast<char>(outer.back() ^ 1);
  EXPECT_THAT(walk(outer + set_record("next", "")).keys, testing::ElementsAre("next"));
  EXPECT_THAT(walk(outer).keys, testing::IsEmpty());
}

// Regression: a length that a flip made longer by just the next record led past that.
TEST(RecordSearch, is_not_led_past_a_record_by_a_wrong_length) {
  std::string first = set_record("first", "value 24");
  std::string remove;
  ASSERT_TRUE(encode_remove("key3", remove).ok());
  ASSERT_EQ(remove.size(), 16U);
  first[record_value_length_offset] ^= 16;
  const Walked walked = walk(first + remove + set_record("next", "longer than the other"));
  EXPECT_THAT(walked.keys, testing::ElementsAre("key3", "next"));
}

// How many zeros there are decides where the search goes on: none may take it past a record, also
// not one whose checksum begins with a zero and seems to belong to them.
TEST(RecordSearch, finds_what_stands_behind_zeros) {
  const std::string plain = set_record("key", "value");
  std::string begins_with_zero;
  for (int number = 0; begins_with_zero.empty() || begins_with_zero[0] != 0; ++number) {
    begins_with_zero.clear();
    ASSERT_TRUE(encode_set("key", std::to_string(number), begins_with_zero).ok());
  }
  for (std::size_t count = 0; count < 100; ++count) {
    const std::string zeros(count, '\0');
    for (const std::string& record : {plain, begins_with_zero}) {
      const Walked walked = walk(zeros + record + zeros);
      EXPECT_THAT(walked.keys, testing::ElementsAre("key")) << count;
      EXPECT_EQ(walked.skipped, 2 * count);
    }
  }
}

// Each fourth byte begins a record of half of all bytes, as its lengths say.
TEST(RecordSearch, gives_up_where_every_place_promises_much) {
  std::string bytes(1 << 22U, '\0');
  for (std::size_t offset = 0; offset < bytes.size(); offset += 4) {
    store_u32(as_mutable_bytes(bytes).data() + offset, 1 << 20U);
  }
  const Duration begin = SystemClock().now();
  const Walked walked = walk(bytes);
  EXPECT_THAT(walked.keys, testing::IsEmpty());
  EXPECT_TRUE(walked.gave_up);
  EXPECT_EQ(walked.skipped, bytes.size());
  EXPECT_LT(SystemClock().now() - begin, std::chrono::seconds(60));
}

}  // namespace
}  // namespace powercut
