#include "engine/cask/segments/walk_commits.h"

#include <algorithm>

namespace powercut {

bool is_commit_body(Bytes body) {
  while (!body.empty()) {
    if (body.size() < record_header_bytes) return false;
    const std::optional<RecordShape> shape = decode_shape(body);
    if (!shape || shape->kind == RecordKind::batch) return false;
    if (shape->total_bytes() > body.size()) return false;
    body = body.subspan(shape->total_bytes());
  }
  return true;
}

std::uint64_t untaken_bytes(const Segment& segment, std::uint64_t end, Bytes behind) {
  const auto mark = decode_commit(behind, segment.place_at(end));
  const std::size_t mark_bytes = mark && mark->body.empty() ? mark->total_bytes() : 0;
  const Bytes untaken = behind.subspan(mark_bytes);
  const auto last = std::find_if(untaken.rbegin(), untaken.rend(),
                                 [](std::byte value) { return value != std::byte{0}; });
  return last == untaken.rend() ? 0
                                : mark_bytes + static_cast<std::uint64_t>(untaken.rend() - last);
}

}  // namespace powercut
