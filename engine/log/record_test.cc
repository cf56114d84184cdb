#include "engine/log/record.h"

#include <gtest/gtest.h>

#include "engine/log/record_vectors_test.h"

namespace powercut {
namespace {

std::string encoded_set(std::string_view key, std::string_view value) {
  std::string record;
  EXPECT_TRUE(encode_set(key, value, record).ok());
  return record;
}

// The record with these lengths and a checksum that holds.
std::string record_with_lengths(std::uint32_t key_length, std::uint32_t value_length,
                                std::string_view body) {
  std::string record(4, '\0');
  for (const std::uint32_t length : {key_length, value_length}) {
    for (int shift = 0; shift < 32; shift += 8) record += static_cast<char>(length >> shift & 0xff);
  }
  record += body;
  std::uint32_t crc = 0xffffffff;  // bit by bit, to have it from two sources
  for (const char byte : record.substr(4)) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  crc = ~crc;
  for (std::size_t i = 0; i < 4; ++i) record[i] = static_cast<char>(crc >> 8 * i & 0xff);
  return record;
}

TEST(record, is_byte_for_byte_what_the_vectors_say) {
  const auto vectors = record_vectors();
  for (const auto& vector : vectors["records"]) {
    const std::string key = from_hex(vector["key_hex"].get<std::string>());
    const std::string expected = from_hex(vector["record_hex"].get<std::string>());
    const bool is_set = vector["value_hex"].is_string();
    const std::string value = is_set ? from_hex(vector["value_hex"].get<std::string>()) : "";

    std::string record = "before";
    ASSERT_TRUE((is_set ? encode_set(key, value, record) : encode_remove(key, record)).ok());
    EXPECT_EQ(record, "before" + expected);
    EXPECT_EQ(expected.size(), vector["size"].get<std::size_t>());

    const std::string log = expected + "behind";
    const std::optional<RecordView> view = decode_record(as_bytes(log));
    ASSERT_TRUE(view.has_value());
    EXPECT_EQ(view->kind, is_set ? RecordKind::set : RecordKind::remove);
    EXPECT_EQ(view->key, key);
    EXPECT_EQ(view->value, value);
  }
}

TEST(record, is_none_when_cut_anywhere) {
  const std::string record = encoded_set("name", "Ada");
  for (std::size_t size = 0; size < record.size(); ++size) {
    EXPECT_FALSE(decode_record(as_bytes(record).first(size)).has_value()) << size;
  }
}

TEST(record, is_none_with_any_one_bit_flipped) {
  std::string record = encoded_set("name", "Ada");
  for (std::size_t bit = 0; bit < 8 * record.size(); ++bit) {
    record[bit / 8] ^= static_cast<char>(1 << bit % 8);
    EXPECT_FALSE(decode_record(as_bytes(record)).has_value()) << bit;
    record[bit / 8] ^= static_cast<char>(1 << bit % 8);
  }
  EXPECT_TRUE(decode_record(as_bytes(record)).has_value());
}

TEST(record, is_none_of_zeros) {
  EXPECT_FALSE(decode_record(as_bytes(std::string(1000, '\0'))).has_value());
}

TEST(record, is_none_with_lengths_that_no_record_has) {
  constexpr auto negative = [](int value) { return static_cast<std::uint32_t>(value); };
  EXPECT_TRUE(decode_record(as_bytes(record_with_lengths(1, 1, "kv"))).has_value());
  EXPECT_TRUE(decode_record(as_bytes(record_with_lengths(2, negative(-1), "kk"))).has_value());
  for (const std::string& record :
       {record_with_lengths(negative(-7), 2, "kv"), record_with_lengths(2, negative(-7), "kv"),
        record_with_lengths(2, negative(-3), "kv"), record_with_lengths(negative(-1), 0, "kv"),
        record_with_lengths(0x80000000, 0, "kv"), record_with_lengths(2, 0x80000000, "kv"),
        record_with_lengths(0x7fffffff, 0x7fffffff, "kv"),
        record_with_lengths(0x7fffffff, negative(-1), "kv"),
        record_with_lengths(0x7fffffff, negative(-2), "kv")}) {
    EXPECT_FALSE(decode_record(as_bytes(record)).has_value());
  }
}

TEST(record, has_no_part_that_its_length_field_cannot_say) {
  // Only the size is looked at: nobody has these bytes.
  const std::string_view too_long("", record_part_bytes_max + 1);
  std::string buffer = "as it was";
  EXPECT_EQ(encode_set(too_long, "", buffer).error().code, ErrorCode::too_large);
  EXPECT_EQ(encode_set("", too_long, buffer).error().code, ErrorCode::too_large);
  EXPECT_EQ(encode_remove(too_long, buffer).error().code, ErrorCode::too_large);
  EXPECT_EQ(buffer, "as it was");
}

TEST(record, frames_a_batch_under_one_checksum) {
  Batch batch;
  batch.set("name", "Ada");
  batch.remove("language");
  std::string record;
  ASSERT_TRUE(encode_batch(batch, record).ok());

  std::string body = encoded_set("name", "Ada");
  ASSERT_TRUE(encode_remove("language", body).ok());
  EXPECT_EQ(record, record_with_lengths(static_cast<std::uint32_t>(body.size()),
                                        static_cast<std::uint32_t>(-2), body));
  const std::optional<RecordView> view = decode_record(as_bytes(record));
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(view->kind, RecordKind::batch);
  EXPECT_EQ(view->key, body);
  EXPECT_TRUE(is_batch_body(view->key));
}

TEST(record, takes_nothing_but_whole_changes_for_the_body_of_a_batch) {
  const std::string change = encoded_set("k", "v");
  EXPECT_TRUE(is_batch_body(""));
  EXPECT_TRUE(is_batch_body(change + change));
  EXPECT_FALSE(is_batch_body(change + "x"));
  EXPECT_FALSE(is_batch_body(change + change.substr(1)));
  EXPECT_FALSE(is_batch_body(change.substr(0, change.size() - 1)));
  std::string nested;
  ASSERT_TRUE(encode_batch(Batch{}, nested).ok());
  EXPECT_FALSE(is_batch_body(change + nested));
}

TEST(record, limits_the_body_of_a_batch) {
  const std::size_t overhead = record_header_bytes + 1;
  std::string buffer;
  Batch largest;
  largest.set("k", std::string(batch_body_bytes_max - overhead, 'v'));
  ASSERT_TRUE(encode_batch(largest, buffer).ok());
  EXPECT_TRUE(decode_record(as_bytes(buffer)).has_value());

  Batch too_large = largest;
  too_large.remove("");
  buffer = "as it was";
  EXPECT_EQ(encode_batch(too_large, buffer).error().code, ErrorCode::too_large);
  EXPECT_EQ(buffer, "as it was");
}

}  // namespace
}  // namespace powercut
