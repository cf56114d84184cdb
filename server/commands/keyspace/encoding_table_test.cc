#include "server/commands/keyspace/encoding_table.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

const std::string longest_embedded(44, 'x');
const std::string shortest_raw(45, 'x');

TEST(encoding_table, calls_values_what_redis_calls_them) {
  EXPECT_EQ(encoding_of("12", Written::anew), "int");
  EXPECT_EQ(encoding_of("12", Written::anew_as_text), "embstr");
  EXPECT_EQ(encoding_of("12", Written::partly), "raw");
  EXPECT_EQ(encoding_of("", Written::anew), "embstr");
  EXPECT_EQ(encoding_of("", Written::partly), "raw");
  EXPECT_EQ(encoding_of(longest_embedded, Written::anew), "embstr");
  EXPECT_EQ(encoding_of(shortest_raw, Written::anew), "raw");
  EXPECT_EQ(encoding_of(shortest_raw, Written::anew_as_text), "raw");
}

TEST(encoding_table, knows_how_a_value_was_written_last) {
  EncodingTable table;
  table.note("a", "1", Written::partly);
  table.note("b", "1", Written::anew_as_text);
  EXPECT_EQ(table.find("a"), Written::partly);
  EXPECT_EQ(table.find("b"), Written::anew_as_text);
  EXPECT_EQ(table.find("c"), Written::anew);
  table.note("a", "1", Written::anew_as_text);
  table.note("b", "1", Written::anew);
  EXPECT_EQ(table.find("a"), Written::anew_as_text);
  EXPECT_EQ(table.find("b"), Written::anew);
  table.forget("a");
  table.forget("missing");
  EXPECT_TRUE(table.empty());
}

TEST(encoding_table, has_nothing_of_values_whose_bytes_tell_the_same) {
  EncodingTable table;
  table.note("a", shortest_raw, Written::partly);
  table.note("b", "1.5", Written::anew_as_text);
  EXPECT_TRUE(table.empty());
  table.note("a", "1", Written::partly);
  table.note("a", shortest_raw, Written::partly);
  EXPECT_TRUE(table.empty()) << "it has grown";
}

TEST(encoding_table, has_so_many_keys_at_most) {
  EncodingTable table;
  for (std::size_t number = 0; number < EncodingTable::keys_max; ++number) {
    table.note(std::to_string(number), "1", Written::partly);
  }
  table.note("0", "2", Written::partly);
  EXPECT_EQ(table.size(), EncodingTable::keys_max) << "one that is there takes no room";
  table.note("one more", "1", Written::partly);
  EXPECT_EQ(table.size(), 1u);
  EXPECT_EQ(table.find("one more"), Written::partly);
  EXPECT_EQ(table.find("0"), Written::anew);
}

TEST(encoding_table, has_so_many_bytes_of_keys_at_most) {
  constexpr std::size_t key_bytes = std::size_t{1} << 20U;
  EncodingTable table;
  const auto note = [&](char first) {
    table.note(first + std::string(key_bytes - 1, 'x'), "1", Written::partly);
  };
  for (char first = 'a'; first < 'q'; ++first) note(first);
  EXPECT_EQ(table.size(), EncodingTable::bytes_max / key_bytes);
  table.forget('a' + std::string(key_bytes - 1, 'x'));
  note('q');
  EXPECT_EQ(table.size(), EncodingTable::bytes_max / key_bytes) << "what is forgotten gives room";
  note('r');
  EXPECT_EQ(table.size(), 1u);
}

}  // namespace
}  // namespace powercut
