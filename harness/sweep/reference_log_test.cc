// Goal: the reader that judges the engine reads what the engine writes, and shares nothing with it.
// Method: logs made by the engine's encoder; cuts and damage at every byte.
#include "harness/sweep/reference_log.h"

#include <gtest/gtest.h>

#include "engine/log/record.h"
#include "powercut/harness/chooser.h"

namespace powercut {
namespace {

using namespace std::string_literals;

std::string encoded(const Batch& changes, bool framed) {
  std::string log;
  if (framed) {
    EXPECT_TRUE(encode_batch(changes, log).ok());
    return log;
  }
  for (const Change& change : changes.changes()) {
    EXPECT_TRUE(
        (change.value ? encode_set(change.key, *change.value, log) : encode_remove(change.key, log))
            .ok());
  }
  return log;
}

Batch draw_changes(Chooser& chooser) {
  Batch batch;
  for (auto changes = chooser.between(1, 5); changes > 0; --changes) {
    std::string key(chooser.below(4), static_cast<char>(chooser.below(256)));
    std::string value(chooser.below(40), static_cast<char>(chooser.below(256)));
    if (chooser.chance(70)) {
      batch.set(key, value);
    } else {
      batch.remove(key);
    }
  }
  return batch;
}

TEST(ReferenceLog, reads_back_what_the_engine_encodes) {
  Chooser chooser(21);
  for (int round = 0; round < 300; ++round) {
    std::string log;
    std::vector<ReferenceRecord> expected;
    for (auto records = chooser.below(6); records > 0; --records) {
      Batch batch = draw_changes(chooser);
      if (chooser.chance(30)) {
        log += encoded(batch, true);
        expected.push_back({log.size(), batch.changes()});
        continue;
      }
      for (const Change& change : batch.changes()) {
        Batch single;
        change.value ? single.set(change.key, *change.value) : single.remove(change.key);
        log += encoded(single, false);
        expected.push_back({log.size(), single.changes()});
      }
    }
    ReferenceLog read = read_reference_log(log);
    ASSERT_EQ(read.records.size(), expected.size());
    for (std::size_t index = 0; index < expected.size(); ++index) {
      EXPECT_EQ(read.records[index].end, expected[index].end);
      EXPECT_EQ(read.records[index].changes, expected[index].changes);
    }
    EXPECT_EQ(read.good_bytes(), log.size());
  }
}

// Goal: a record counts when its last byte is there, and not before.
TEST(ReferenceLog, ends_at_the_first_record_that_is_not_whole) {
  Batch batch;
  batch.set("key", "value");
  batch.remove("key");
  std::string log = encoded(batch, false) + encoded(batch, true);
  ReferenceLog whole = read_reference_log(log);
  ASSERT_EQ(whole.records.size(), 3U);
  for (std::size_t bytes = 0; bytes <= log.size(); ++bytes) {
    std::size_t expected = 0;
    for (const ReferenceRecord& record : whole.records) expected += record.end <= bytes ? 1 : 0;
    EXPECT_EQ(read_reference_log(log.substr(0, bytes)).records.size(), expected) << bytes;
  }
}

TEST(ReferenceLog, sees_damage_in_every_byte) {
  Batch batch;
  batch.set("key", "value");
  batch.remove("other");
  for (const std::string& record : {encoded(batch, true), encoded(batch, false)}) {
    std::size_t whole = read_reference_log(record).records.size();
    for (std::size_t byte = 0; byte < record.size(); ++byte) {
      std::string damaged = record;
      damaged[byte] = static_cast<char>(damaged[byte] ^ 1);
      EXPECT_LT(read_reference_log(damaged).records.size(), whole) << byte;
    }
  }
}

TEST(ReferenceLog, reads_nothing_from_what_is_no_log) {
  for (const std::string& bytes : {""s, "text that is no log at all"s, std::string(4096, '\0'),
                                   std::string(4096, '\xff'), "\0\0\0"s}) {
    EXPECT_TRUE(read_reference_log(bytes).records.empty());
    EXPECT_EQ(read_reference_log(bytes).good_bytes(), 0U);
  }
}

// Goal: batches do not nest. Method: a batch whose body is a batch, with checksums that hold.
TEST(ReferenceLog, refuses_a_batch_within_a_batch) {
  Batch inner;
  inner.set("a", "1");
  std::string body = encoded(inner, true);
  // A remove's record with the body for its key, made a batch by its value length.
  std::string outer;
  ASSERT_TRUE(encode_remove(body, outer).ok());
  EXPECT_EQ(read_reference_log(outer).records.size(), 1U);
  outer[8] = '\xfe';
  std::uint32_t crc = 0xffffffff;
  for (char byte : outer.substr(4)) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
  }
  for (std::size_t byte = 0; byte < 4; ++byte) {
    outer[byte] = static_cast<char>(~crc >> (8 * byte) & 0xff);
  }
  ASSERT_TRUE(checksum_matches(as_bytes(outer)));
  EXPECT_TRUE(read_reference_log(outer).records.empty());
}

}  // namespace
}  // namespace powercut
