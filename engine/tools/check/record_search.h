// RecordSearch: finds good records in bytes that nothing but the records' own checksums vouches
// for.
//
// A found record may have been stored as a part of a value, or be left from an earlier use of the
// block: a record does not say where it belongs. Threads: one.
#pragma once

#include "engine/log/record.h"

namespace powercut {

enum class FrameKind : std::uint8_t { set, remove, batch, commit };

// A record of any kind, and a commit without its place.
struct Frame {
  FrameKind kind;
  Bytes whole;
  std::string_view key = {};    // of a change
  std::string_view value = {};  // of a set
  Bytes body = {};              // of a batch or commit
};

class RecordSearch {
 public:
  // Searches so many bytes. The work is at most a multiple of them, also where made-up lengths
  // promise much each. finds_frames: batches and commits count, too.
  RecordSearch(std::uint64_t bytes, bool finds_frames)
      : budget_(64 * bytes + (std::uint64_t{64} << 20U)), finds_frames_(finds_frames) {}

  // Returns the good record at the front of the bytes. Once all work is used up, it finds nothing.
  std::optional<Frame> at(Bytes bytes);

  // Calls visit(frame, offset) for each good record, and skip(offset, bytes) for the bytes between
  // them, in their order.
  template <typename Visit, typename Skip>
  void walk(Bytes bytes, Visit&& visit, Skip&& skip);

  // True if some places were not looked at.
  bool gave_up() const { return gave_up_; }

 private:
  // Returns where to look next, when there is no good record at the offset. That is behind the end
  // that the record claims, if a good one is there, so that no record is found inside of a value.
  std::uint64_t next_place(Bytes bytes, std::uint64_t offset);
  bool was_so_long(Bytes record);

  std::uint64_t budget_;
  bool finds_frames_;
  bool gave_up_ = false;
};

template <typename Visit, typename Skip>
void RecordSearch::walk(Bytes bytes, Visit&& visit, Skip&& skip) {
  std::uint64_t skipped_from = 0;
  std::uint64_t offset = 0;
  const auto skip_to_here = [&] {
    if (offset > skipped_from) skip(skipped_from, offset - skipped_from);
  };
  while (offset < bytes.size()) {
    const std::optional<Frame> frame = at(bytes.subspan(offset));
    if (!frame) {
      offset = next_place(bytes, offset);
      continue;
    }
    skip_to_here();
    visit(*frame, offset);
    offset += frame->whole.size();
    skipped_from = offset;
  }
  skip_to_here();
}

}  // namespace powercut
