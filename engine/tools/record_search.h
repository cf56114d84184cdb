// RecordSearch: good records in bytes that nothing but their own checksums vouches for.
//
// A found record may once have been stored as a part of a value, or be left of an earlier use of
// the block: a record does not say where it belongs. Threads: one.
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
  // Searches so many bytes; the work is bounded by a multiple of them, also where lengths are made
  // up so that each promises much. finds_frames: batches and commits count, too.
  RecordSearch(std::uint64_t bytes, bool finds_frames)
      : budget_(64 * bytes + (std::uint64_t{64} << 20U)), finds_frames_(finds_frames) {}

  // The good one at the front of the bytes. When all work is done nothing is found any more.
  std::optional<Frame> at(Bytes bytes);

  // Calls visit(frame, offset) and skip(offset, bytes) for all of the bytes, in their order.
  template <typename Visit, typename Skip>
  void walk(Bytes bytes, Visit&& visit, Skip&& skip);

  // Some places were not looked at.
  bool gave_up() const { return gave_up_; }

 private:
  // Behind what is no good record at the offset, where to look next: behind its end, if a good one
  // is there, so that no record is found inside of a value.
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
