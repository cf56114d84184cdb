// Hint: a file with the changes of a sealed segment, but without the values, for a quick open.
//
//   0         18       20       24         32      40     48
//   [stamp:18][zeros:2][count:4][segment:8][salt:8][end:8][entries]
//   entry = [offset:4][key_length:4][value_length:4][key], in the order of the records
//
// A hint is a cache. It is not used if it is missing or torn, or is of another segment, or of
// another end of the segment.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/cask/formats/cask_files.h"
#include "engine/cask/segments/health.h"
#include "engine/cask/segments/walk_commits.h"

namespace powercut {

inline constexpr std::uint16_t hint_version = 1;
inline constexpr std::size_t hint_header_bytes = 48;
inline constexpr std::size_t hint_entry_bytes = 12;

// Collects the changes of one segment as they are written or read.
class HintBuilder {
 public:
  HintBuilder() : bytes_(hint_header_bytes, '\0') {}

  void add(const PlacedChange& change);

  // Returns the bytes of the file. The builder is empty afterwards.
  std::string finish(const Segment& segment, std::uint64_t end);

 private:
  std::string bytes_;
  std::uint32_t count_ = 0;
};

// The head of a hint, which names the segment that the hint is for.
struct HintHead {
  std::uint64_t segment;  // its number
  std::uint64_t salt;
  std::uint64_t end;
  std::uint32_t count;  // of entries
  Bytes entries;        // none is cut off
};

// corrupt: the file is torn or damaged. newer_version: a newer powercut wrote it.
Result<HintHead> decode_hint_head(Bytes file);

// Returns the entries, verified. nullopt: the file is no hint for that segment with that end.
std::optional<Bytes> decode_hint(Bytes file, const Segment& segment, std::uint64_t end);

// Writes and syncs the hint of a finished segment. A lack of room is no error, as no store needs
// its hints.
Result<void> write_hint(CaskFiles& files, Health& health, const Segment& segment,
                        HintBuilder& hint);

// Calls visit(change) for each entry.
template <typename Visit>
void for_each_hinted(Bytes entries, std::uint32_t segment, Visit&& visit) {
  while (!entries.empty()) {
    const std::uint32_t key_bytes = load_u32(entries.data() + 4);
    const std::uint32_t value_length = load_u32(entries.data() + 8);
    const bool removes = static_cast<std::int32_t>(value_length) == value_length_of_remove;
    const std::uint32_t value_bytes = removes ? 0 : value_length;
    visit(PlacedChange{
        .kind = removes ? RecordKind::remove : RecordKind::set,
        .key = as_text(entries.subspan(hint_entry_bytes, key_bytes)),
        .place = {segment, load_u32(entries.data()),
                  static_cast<std::uint32_t>(record_header_bytes + key_bytes + value_bytes)}});
    entries = entries.subspan(hint_entry_bytes + key_bytes);
  }
}

}  // namespace powercut
