// Goal: stamped bytes are found as they were, and nothing else is taken for them. Method: every bit
// turned, every cut, other files, other versions, and lengths that lie.
#include "engine/cask/formats/stamp_test.h"

#include "engine/crc32.h"
#include "engine/store_test.h"

namespace powercut {
namespace {

constexpr FileMagic magic = {'a', ' ', 't', 'e', 's', 't', '.', '\n'};
constexpr std::size_t checksum_offset = 8;
constexpr std::size_t length_offset = 12;

std::string stamped(std::string_view content, std::uint16_t version = 3) {
  std::string text(file_stamp_bytes, '\0');
  text += content;
  put_stamp(as_mutable_bytes(text), magic, version);
  return text;
}

Result<Bytes> check(std::string_view text) { return check_stamp(as_bytes(text), magic, 3); }

TEST(Stamp, is_found_with_what_it_was_put_on) {
  for (const std::string_view content : {"", "x", "what a file is about"}) {
    const std::string text = stamped(content);
    ASSERT_THAT(check(text), is_ok());
    EXPECT_EQ(as_text(*check(text)), text);
  }
}

TEST(Stamp, leaves_out_what_follows) {
  const std::string text = stamped("content");
  const std::string longer = text + "and more";
  ASSERT_THAT(check(longer), is_ok());
  EXPECT_EQ(as_text(*check(longer)), text);
}

TEST(Stamp, is_the_same_in_one_piece_and_in_several) {
  const std::string_view content = "one piece, another piece";
  const std::string whole = stamped(content);
  for (std::size_t first = 0; first <= content.size(); ++first) {
    StampBuilder builder(magic, 3, whole.size());
    builder.add(as_bytes(content.substr(0, first)));
    builder.add(as_bytes(content.substr(first)));
    EXPECT_EQ(as_text(builder.finish()), whole.substr(0, file_stamp_bytes));
  }
}

TEST(Stamp, is_refused_if_any_bit_differs) {
  for (const std::string& flipped : bit_flips_of(stamped("content"))) {
    EXPECT_THAT(check(flipped), fails_with(ErrorCode::corrupt));
  }
}

TEST(Stamp, is_refused_if_any_byte_is_missing) {
  for (const std::string& cut : cuts_of(stamped("content"))) {
    EXPECT_THAT(check(cut), fails_with(ErrorCode::corrupt));
  }
}

TEST(Stamp, of_a_newer_version_is_told_from_damage) {
  EXPECT_THAT(check(stamped("content", 4)), fails_with(ErrorCode::newer_version));
  EXPECT_THAT(check(stamped("content", 0xffff)), fails_with(ErrorCode::newer_version));
  EXPECT_THAT(check(stamped("content", 2)), fails_with(ErrorCode::corrupt));
  // It is believed only if it is good.
  std::string damaged = stamped("content", 4);
  damaged.back() ^= 1;
  EXPECT_THAT(check(damaged), fails_with(ErrorCode::corrupt));
}

TEST(Stamp, of_another_kind_of_file_is_refused) {
  const FileMagic other = {'n', 'o', ' ', 't', 'e', 's', 't', '\n'};
  const std::string text = stamped("content");
  EXPECT_THAT(check_stamp(as_bytes(text), other, 3), fails_with(ErrorCode::corrupt));
}

// Method: a length, and the checksum that would go with it, where there is one.
TEST(Stamp, with_a_length_that_lies_is_refused) {
  const std::string text = stamped("content");
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, file_stamp_bytes - 1,
                                   text.size() + 1, std::size_t{0xffffffff}}) {
    std::string lying = with_u32(text, length_offset, static_cast<std::uint32_t>(length));
    const std::size_t end = std::clamp(length, length_offset, text.size());
    const Bytes covered = as_bytes(lying).subspan(length_offset, end - length_offset);
    lying = with_u32(lying, checksum_offset, crc32(0, covered));
    EXPECT_THAT(check(lying), fails_with(ErrorCode::corrupt)) << length;
  }
}

}  // namespace
}  // namespace powercut
