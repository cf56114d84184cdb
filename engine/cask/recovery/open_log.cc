#include "engine/cask/recovery/open_log.h"
#include "engine/io/macros.h"

namespace powercut {

namespace {

// The latest position that some good commit from the offset on knows to be durable.
std::uint64_t latest_synced_position(const Segment& segment, Bytes whole, std::uint64_t offset) {
  std::uint64_t latest = 0;
  while (offset < whole.size()) {
    const Bytes rest = whole.subspan(offset);
    const std::optional<std::size_t> found = find_commit(rest, segment.place_at(offset));
    if (!found) break;
    const auto commit = decode_commit(rest.subspan(*found), segment.place_at(offset + *found));
    latest = std::max(latest, commit->synced_position);
    offset += *found + commit->total_bytes();
  }
  return latest;
}

}  // namespace

Result<bool> was_durable(const SegmentList& open, std::size_t index, std::uint64_t offset) {
  const std::uint64_t bad_position = open[index]->position_of(offset);
  std::uint64_t synced_position = 0;
  for (std::size_t later = index; later < open.size(); ++later) {
    Segment& segment = *open[later];
    std::string buffer;
    TRY_ASSIGN(const Bytes whole, whole_of(segment, buffer));
    const std::uint64_t from = later == index ? offset : segment_header_bytes;
    if (later > index) {
      synced_position = std::max(synced_position, segment.header().synced_position);
    }
    synced_position = std::max(synced_position, latest_synced_position(segment, whole, from));
    if (const std::uint64_t end = segment.durable_end; end > 0) {
      synced_position = std::max(synced_position, segment.position_of(end));
    }
  }
  return synced_position > bad_position;
}

bool follows(const Segment& later, const Segment& earlier) {
  return later.header().predecessor == earlier.number();
}

Result<Bytes> whole_of(Segment& segment, std::string& buffer) {
  TRY_ASSIGN(const std::uint64_t size, segment.file().size());
  return segment.view(0, size, buffer);
}

Result<Bytes> behind_end_of(Segment& segment, std::string& buffer) {
  TRY_ASSIGN(const std::uint64_t size, segment.file().size());
  if (size <= segment.end()) return Bytes();
  return segment.view(segment.end(), size - segment.end(), buffer);
}

Result<std::uint64_t> cut_bytes_of(Segment& segment) {
  std::string buffer;
  TRY_ASSIGN(const Bytes behind, behind_end_of(segment, buffer));
  return untaken_bytes(segment, segment.end(), behind);
}

}  // namespace powercut
