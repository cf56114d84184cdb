// Goal: a hint says what stands in its segment, or is not used. Method: every bit, every cut, other
// segments, entries that lie, and files that cannot be written.
#include "engine/cask/segments/hint.h"

#include "engine/cask/formats/stamp_test.h"
#include "engine/io/faulty_file.h"
#include "engine/store_test.h"

namespace powercut {
namespace {

using testing::ElementsAre;

constexpr std::size_t entry_count_offset = 20;
constexpr std::uint64_t end = 500;

Segment segment_of(std::uint32_t number, std::uint64_t salt) {
  return {{.number = number, .salt = salt}, std::make_unique<FaultyFile>(), false};
}

const Segment& segment() {
  static const Segment segment = segment_of(7, 0x1122334455667788);
  return segment;
}

const std::vector<PlacedChange>& changes() {
  static const std::vector<PlacedChange> changes = {
      {RecordKind::set, "name", {7, 92, record_header_bytes + 4 + 3}},
      {RecordKind::remove, "gone", {7, 111, record_header_bytes + 4}},
      {RecordKind::set, "", {7, 127, record_header_bytes}},
      {RecordKind::remove, "", {7, 139, record_header_bytes}},
      {RecordKind::set, "big", {7, 151, record_header_bytes + 3 + (1U << 30U)}}};
  return changes;
}

std::string hint_of(const std::vector<PlacedChange>& source) {
  HintBuilder builder;
  for (const PlacedChange& change : source) builder.add(change);
  return builder.finish(segment(), end);
}

std::optional<Bytes> entries_in(std::string_view text) {
  return decode_hint(as_bytes(text), segment(), end);
}

bool are_equal(const PlacedChange& left, const PlacedChange& right) {
  return left.kind == right.kind && left.key == right.key && left.place == right.place;
}

TEST(Hint, tells_the_changes_as_they_were_added) {
  const std::string text = hint_of(changes());
  const std::optional<Bytes> entries = entries_in(text);
  ASSERT_TRUE(entries.has_value());
  std::vector<PlacedChange> told;
  for_each_hinted(*entries, 7, [&](const PlacedChange& change) { told.push_back(change); });
  EXPECT_TRUE(std::ranges::equal(told, changes(), are_equal));
}

TEST(Hint, may_be_empty_and_its_builder_is_used_again) {
  HintBuilder builder;
  builder.add(changes()[0]);
  EXPECT_EQ(builder.finish(segment(), end), hint_of({changes()[0]}));
  const std::string text = builder.finish(segment(), end);
  EXPECT_EQ(text, hint_of({}));
  ASSERT_TRUE(entries_in(text).has_value());
  EXPECT_TRUE(entries_in(text)->empty());
}

TEST(Hint, is_not_used_if_any_bit_differs_or_any_byte_is_missing) {
  const std::string text = hint_of(changes());
  for (const std::string& flipped : bit_flips_of(text))
    EXPECT_FALSE(entries_in(flipped).has_value());
  for (const std::string& cut : cuts_of(text)) EXPECT_FALSE(entries_in(cut).has_value());
}

TEST(Hint, of_another_segment_or_another_end_or_version_is_not_used) {
  const std::string text = hint_of(changes());
  ASSERT_TRUE(entries_in(text).has_value());
  const Bytes bytes = as_bytes(text);
  EXPECT_FALSE(decode_hint(bytes, segment_of(8, segment().header().salt), end).has_value());
  EXPECT_FALSE(decode_hint(bytes, segment_of(7, 1), end).has_value());
  EXPECT_FALSE(decode_hint(bytes, segment(), end + 1).has_value());
  EXPECT_FALSE(entries_in(stamped_anew(text, hint_version + 1)).has_value());
}

TEST(Hint, with_entries_that_lie_is_not_used) {
  const std::string text = hint_of(changes());
  for (const std::uint32_t count : {0U, 4U, 6U, 0xffffffffU}) {
    EXPECT_FALSE(entries_in(stamped_anew(with_u32(text, entry_count_offset, count), hint_version)));
  }
  const std::size_t key_length_offset = hint_header_bytes + 4;
  for (const std::uint32_t length : {0U, 3U, 5U, 1000U, 0xffffffffU}) {
    EXPECT_FALSE(entries_in(stamped_anew(with_u32(text, key_length_offset, length), hint_version)));
  }
  for (const std::string& cut : cuts_of(text)) {
    if (cut.size() < file_stamp_bytes) continue;
    EXPECT_FALSE(entries_in(stamped_anew(cut, hint_version))) << cut.size();
  }
}

class HintFile : public StoreTest {
 protected:
  Result<void> write() {
    HintBuilder builder;
    for (const PlacedChange& change : changes()) builder.add(change);
    Segment written = segment_of(7, segment().header().salt);
    written.set_end(end);
    return write_hint(cask_files_, health_, written, builder);
  }

  CaskFiles cask_files_{files_, directory_.path()};
  Health health_;
};

TEST_F(HintFile, is_written_and_synced) {
  EXPECT_THAT(write(), is_ok());
  EXPECT_EQ(read_file(directory_.at("00000007.hint")), hint_of(changes()));
  EXPECT_THAT(files_.take_calls(), ElementsAre("open 00000007.hint replace", "write 00000007.hint",
                                               "sync_data 00000007.hint"));
}

TEST_F(HintFile, is_missed_by_nobody_if_there_is_no_room_for_it) {
  files_.fail("write 00000007.hint", ErrorCode::no_space);
  EXPECT_THAT(write(), is_ok());
  files_.fail("open 00000007.hint replace", ErrorCode::no_space);
  EXPECT_THAT(write(), is_ok());
  EXPECT_FALSE(health_.is_poisoned());
}

TEST_F(HintFile, that_cannot_be_synced_is_a_failed_sync) {
  files_.fail("sync_data 00000007.hint");
  EXPECT_THAT(write(), fails_with(ErrorCode::io_failed));
  EXPECT_TRUE(health_.is_poisoned());
  files_.take_calls();
  EXPECT_THAT(write(), fails_with(ErrorCode::refused));
  EXPECT_THAT(files_.take_calls(), ElementsAre());
}

}  // namespace
}  // namespace powercut
