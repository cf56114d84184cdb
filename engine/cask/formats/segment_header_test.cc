// Goal: a segment's header is what was written, or none. Method: every bit, every cut, and good
// stamps on what says other things.
#include "engine/cask/formats/segment_header.h"

#include "engine/cask/formats/stamp_test.h"
#include "engine/store_test.h"

namespace powercut {
namespace {

constexpr std::size_t kind_offset = 18;

constexpr SegmentHeader header = {.kind = SegmentKind::merged,
                                  .number = 0x01020304,
                                  .base_position = 0x1112131415161718,
                                  .salt = 0x2122232425262728,
                                  .predecessor = 0x31323334,
                                  .predecessor_end = 0x4142434445464748,
                                  .synced_position = 0x5152535455565758};

std::string text_of(const SegmentHeader& source) { return std::string(as_text(encode(source))); }

Result<SegmentHeader> header_in(std::string_view text) {
  return decode_segment_header(as_bytes(text));
}

std::string with_kind(std::uint16_t kind) {
  std::string text = text_of(header);
  store_u16(as_mutable_bytes(text).data() + kind_offset, kind);
  return stamped_anew(text, segment_version);
}

TEST(SegmentHeader, is_decoded_as_it_was_encoded) {
  EXPECT_THAT(header_in(text_of(header)), has_value_of(header));
  EXPECT_THAT(header_in(text_of({})), has_value_of(SegmentHeader{}));
  EXPECT_THAT(header_in(text_of(header) + "commits follow"), has_value_of(header));
}

TEST(SegmentHeader, is_corrupt_if_any_bit_differs_or_any_byte_is_missing) {
  for (const std::string& flipped : bit_flips_of(text_of(header))) {
    EXPECT_THAT(header_in(flipped), fails_with(ErrorCode::corrupt));
  }
  for (const std::string& cut : cuts_of(text_of(header))) {
    EXPECT_THAT(header_in(cut), fails_with(ErrorCode::corrupt));
  }
}

TEST(SegmentHeader, may_be_of_a_newer_version_whatever_that_looks_like) {
  const std::string newer = stamped_anew(text_of(header), segment_version + 1);
  EXPECT_THAT(header_in(newer), fails_with(ErrorCode::newer_version));
  EXPECT_THAT(header_in(stamped_anew(newer + "longer", segment_version + 1)),
              fails_with(ErrorCode::newer_version));
  EXPECT_THAT(header_in(stamped_anew(newer.substr(0, file_stamp_bytes), segment_version + 1)),
              fails_with(ErrorCode::newer_version));
}

TEST(SegmentHeader, is_corrupt_if_its_stamp_is_good_and_it_is_not) {
  EXPECT_THAT(header_in(with_kind(1)), is_ok());
  EXPECT_THAT(header_in(with_kind(0)), fails_with(ErrorCode::corrupt));
  EXPECT_THAT(header_in(with_kind(3)), fails_with(ErrorCode::corrupt));
  const std::string text = text_of(header);
  EXPECT_THAT(header_in(stamped_anew(text + "x", segment_version)), fails_with(ErrorCode::corrupt));
  EXPECT_THAT(header_in(stamped_anew(text.substr(0, text.size() - 1), segment_version)),
              fails_with(ErrorCode::corrupt));
  EXPECT_THAT(header_in(stamped_anew(text.substr(0, file_stamp_bytes), segment_version)),
              fails_with(ErrorCode::corrupt));
}

}  // namespace
}  // namespace powercut
