#include "engine/cask/formats/commit.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <array>

#include "engine/crc32.h"
#include "engine/io/macros.h"
#include "engine/little_endian.h"
#include "engine/mutants.h"

namespace powercut {

namespace {

constexpr std::size_t token_offset = record_header_bytes;
constexpr std::size_t synced_offset = token_offset + sizeof(std::uint64_t);
static_assert(commit_header_bytes == synced_offset + sizeof(std::uint64_t));

std::uint64_t token_of(const CommitPlace& place) {
  if (mutated(Mutant::commit_of_any_place)) return 0;
  std::array<std::byte, 16> bytes;
  store_u64(bytes.data(), place.segment);
  store_u64(bytes.data() + 8, place.offset);
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), place.salt);
}

// Whether the first bytes look like a commit of this place; the rest is not looked at.
bool begins_commit(Bytes bytes, const CommitPlace& place) {
  return bytes.size() >= commit_header_bytes &&
         load_u32(bytes.data() + record_value_length_offset) ==
             static_cast<std::uint32_t>(value_length_of_commit) &&
         load_u64(bytes.data() + token_offset) == token_of(place);
}

}  // namespace

std::size_t begin_commit(std::string& buffer) {
  const std::size_t start = buffer.size();
  buffer.resize(start + commit_header_bytes);
  return start;
}

void finish_commit(std::string& buffer, std::size_t start, const CommitPlace& place,
                   std::uint64_t synced_position) {
  const MutableBytes commit = as_mutable_bytes(buffer).subspan(start);
  const std::size_t key_bytes = commit.size() - record_header_bytes;
  CHECK(key_bytes <= record_part_bytes_max);
  store_u32(commit.data() + record_key_length_offset, static_cast<std::uint32_t>(key_bytes));
  store_u32(commit.data() + record_value_length_offset,
            static_cast<std::uint32_t>(value_length_of_commit));
  store_u64(commit.data() + token_offset, token_of(place));
  store_u64(commit.data() + synced_offset, synced_position);
  store_u32(commit.data(), crc32(0, Bytes(commit).subspan(record_key_length_offset)));
}

std::optional<CommitView> decode_commit(Bytes bytes, const CommitPlace& place) {
  if (!begins_commit(bytes, place)) return std::nullopt;
  const std::uint64_t total =
      std::uint64_t{load_u32(bytes.data() + record_key_length_offset)} + record_header_bytes;
  if (total < commit_header_bytes || total > bytes.size()) return std::nullopt;
  const Bytes commit = bytes.first(total);
  if (load_u32(commit.data()) != crc32(0, commit.subspan(record_key_length_offset))) {
    return std::nullopt;
  }
  return CommitView{load_u64(commit.data() + synced_offset), commit.subspan(commit_header_bytes)};
}

bool may_have_begun_commit(Bytes bytes, const CommitPlace& place) {
  return bytes.size() >= commit_header_bytes &&
         (load_u32(bytes.data() + record_value_length_offset) ==
              static_cast<std::uint32_t>(value_length_of_commit) ||
          load_u64(bytes.data() + token_offset) == token_of(place));
}

// Every commit has its kind; so more is looked at only where that stands.
std::optional<std::size_t> find_commit(Bytes bytes, const CommitPlace& place) {
  constexpr std::array kind{std::byte{0xfd}, std::byte{0xff}, std::byte{0xff}, std::byte{0xff}};
  for (std::size_t start = 0; start + commit_header_bytes <= bytes.size(); ++start) {
    const Bytes rest = bytes.subspan(start + record_value_length_offset);
    const auto found = std::ranges::search(rest, kind);
    if (found.empty()) return std::nullopt;
    start += static_cast<std::size_t>(found.begin() - rest.begin());
    CommitPlace here = place;
    here.offset += start;
    if (decode_commit(bytes.subspan(start), here)) return start;
  }
  return std::nullopt;
}

}  // namespace powercut
