// Goal: a manifest is what was written, or none. Method: every bit, every cut, counts that lie.
#include "engine/cask/formats/manifest.h"

#include "engine/cask/formats/stamp_test.h"
#include "engine/store_test.h"

namespace powercut {
namespace {

constexpr std::size_t segment_count_offset = 20;

Manifest manifest_of(std::uint32_t segments) {
  Manifest manifest = {.sequence = 0x0102030405060708,
                       .store = 0x1112131415161718,
                       .epoch = 0x2122232425262728,
                       .next_number = 0x31323334};
  for (std::uint32_t index = 0; index < segments; ++index) {
    manifest.segments.push_back({.number = index + 7,
                                 .sealed = index % 2 == 0,
                                 .end = std::uint64_t{0x4142434445464748} + index,
                                 .salt = std::uint64_t{0x5152535455565758} + index});
  }
  return manifest;
}

Result<Manifest> manifest_in(std::string_view text) { return decode_manifest(as_bytes(text)); }

TEST(Manifest, is_decoded_as_it_was_encoded) {
  for (const std::uint32_t segments : {0, 1, 2, 1000}) {
    const Manifest manifest = manifest_of(segments);
    EXPECT_THAT(manifest_in(encode(manifest)), has_value_of(manifest)) << segments;
  }
}

// A shorter manifest is written over a longer one.
TEST(Manifest, may_be_followed_by_what_is_left_of_a_longer_one) {
  const std::string longer = encode(manifest_of(3));
  std::string text = encode(manifest_of(1));
  text += longer.substr(text.size());
  EXPECT_THAT(manifest_in(text), has_value_of(manifest_of(1)));
}

TEST(Manifest, is_corrupt_if_any_bit_differs_or_any_byte_is_missing) {
  for (const std::uint32_t segments : {0, 3}) {
    const std::string text = encode(manifest_of(segments));
    for (const std::string& flipped : bit_flips_of(text)) {
      EXPECT_THAT(manifest_in(flipped), fails_with(ErrorCode::corrupt));
    }
    for (const std::string& cut : cuts_of(text)) {
      EXPECT_THAT(manifest_in(cut), fails_with(ErrorCode::corrupt));
    }
  }
}

TEST(Manifest, may_be_of_a_newer_version) {
  const std::string newer = stamped_anew(encode(manifest_of(2)), manifest_version + 1);
  EXPECT_THAT(manifest_in(newer), fails_with(ErrorCode::newer_version));
}

TEST(Manifest, with_a_count_that_lies_is_corrupt) {
  const std::string text = encode(manifest_of(2));
  for (const std::uint32_t count : {0U, 1U, 3U, 0x0aaaaaacU, 0xffffffffU}) {
    const std::string lying =
        stamped_anew(with_u32(text, segment_count_offset, count), manifest_version);
    EXPECT_THAT(manifest_in(lying), fails_with(ErrorCode::corrupt)) << count;
  }
  for (const std::string& cut : cuts_of(text)) {
    if (cut.size() < file_stamp_bytes) continue;
    EXPECT_THAT(manifest_in(stamped_anew(cut, manifest_version)), fails_with(ErrorCode::corrupt));
  }
}

}  // namespace
}  // namespace powercut
