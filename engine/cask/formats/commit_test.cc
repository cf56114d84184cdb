// Goal: a commit is what was written, where it was written, and nothing else is one. Method: every
// byte of one changed, every cut of it, other places, other salts; and searches.
#include "engine/cask/formats/commit.h"

#include <gtest/gtest.h>

#include "engine/io/macros.h"
#include "engine/log/record.h"

namespace powercut {
namespace {

constexpr CommitPlace place{.salt = 0x0123456789abcdef, .segment = 7, .offset = 4096};
constexpr std::uint64_t synced = 0x1122334455667788;

std::string commit_at(const CommitPlace& where, std::string_view value = "Ada") {
  std::string buffer;
  const std::size_t start = begin_commit(buffer);
  CHECK(encode_set("name", value, buffer).ok());
  finish_commit(buffer, start, where, synced);
  return buffer;
}

CommitPlace behind(std::size_t bytes) {
  CommitPlace later = place;
  later.offset += bytes;
  return later;
}

TEST(Commit, is_decoded_as_it_was_encoded) {
  const std::string text = commit_at(place) + "what follows";
  const auto commit = decode_commit(as_bytes(text), place);
  ASSERT_TRUE(commit.has_value());
  EXPECT_EQ(commit->synced_position, synced);
  EXPECT_EQ(commit->total_bytes(), 28U + 19U);
  const auto record = decode_record(commit->body);
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->key, "name");
  EXPECT_EQ(record->value, "Ada");
}

TEST(Commit, may_be_empty) {
  std::string text;
  finish_commit(text, begin_commit(text), place, synced);
  ASSERT_TRUE(decode_commit(as_bytes(text), place).has_value());
  EXPECT_TRUE(decode_commit(as_bytes(text), place)->body.empty());
}

TEST(Commit, is_none_if_any_bit_differs_or_any_byte_is_missing) {
  const std::string text = commit_at(place);
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string damaged = text;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(decode_commit(as_bytes(damaged), place).has_value()) << bit;
  }
  for (std::size_t length = 0; length < text.size(); ++length) {
    EXPECT_FALSE(decode_commit(as_bytes(text).first(length), place).has_value()) << length;
  }
}

TEST(Commit, is_none_in_another_place) {
  const std::string text = commit_at(place);
  for (const CommitPlace& other : {CommitPlace{place.salt + 1, place.segment, place.offset},
                                   CommitPlace{place.salt, place.segment + 1, place.offset},
                                   CommitPlace{place.salt, place.segment, place.offset + 1},
                                   CommitPlace{place.salt, place.offset, place.segment}}) {
    EXPECT_FALSE(decode_commit(as_bytes(text), other).has_value());
  }
}

TEST(Commit, is_no_record_of_a_log) {
  EXPECT_FALSE(decode_record(as_bytes(commit_at(place))).has_value());
  EXPECT_FALSE(decode_commit(Bytes(std::array<std::byte, 64>{}), place).has_value());
}

// Method: rubbish of every length up to some, also such as looks like the kind of a commit, and a
// commit that belongs to another place, before the one to be found.
TEST(Commit, is_found_behind_rubbish) {
  const std::string stray = commit_at(place, "stray");
  for (std::size_t length = 0; length < 100; ++length) {
    for (const char byte : {'x', '\xff', '\xfd', '\0'}) {
      const std::string rubbish = std::string(length, byte) + "\xfd\xff\xff\xff" + stray;
      const std::string text = rubbish + commit_at(behind(rubbish.size())) + "\xfd\xff\xff";
      EXPECT_EQ(find_commit(as_bytes(text), place), rubbish.size()) << length;
      EXPECT_EQ(find_commit(as_bytes(text).first(text.size() - 4), place), std::nullopt);
    }
  }
  EXPECT_EQ(find_commit({}, place), std::nullopt);
  EXPECT_EQ(find_commit(as_bytes(stray), place), 0U);
}

}  // namespace
}  // namespace powercut
