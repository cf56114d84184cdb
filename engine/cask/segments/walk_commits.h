// walk_commits: visits the commits of a segment, or the changes in them, one after the other.
#pragma once

#include "engine/cask/segments/segment.h"
#include "engine/log/record.h"

namespace powercut {

// A change, and the place of its record. The key is valid as long as the bytes that it was found
// in.
struct PlacedChange {
  RecordKind kind;  // set or remove
  std::string_view key;
  RecordPlace place;
};

// True if a commit's body consists of whole records of changes, by their lengths, and of nothing
// else. It checks no checksum: that of the commit has vouched for the bytes.
bool is_commit_body(Bytes body);

// Counts the bytes behind the end of the segment, up to the last that is not zero, that may belong
// to changes that were not taken. A mark alone, which only says that all is durable, does not
// count.
std::uint64_t untaken_bytes(const Segment& segment, std::uint64_t end, Bytes behind);

// Calls visit(change) for each change in the body, which begins at the offset in the segment.
template <typename Visit>
void for_each_change(Bytes body, std::uint32_t segment, std::uint64_t offset, Visit&& visit) {
  while (!body.empty()) {
    const RecordShape shape = *decode_shape(body);
    const std::uint64_t bytes = shape.total_bytes();
    visit(PlacedChange{
        .kind = shape.kind,
        .key = as_text(body.subspan(record_header_bytes, shape.key_bytes)),
        .place = {segment, static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(bytes)}});
    body = body.subspan(bytes);
    offset += bytes;
  }
}

// Calls visit(commit, offset of its body) for each good commit of the segment up to the limit.
// `whole` is the content of its file. Returns the end of the last good commit.
template <typename Visit>
std::uint64_t walk_commits(const Segment& segment, Bytes whole, std::uint64_t limit,
                           Visit&& visit) {
  std::uint64_t offset = segment_header_bytes;
  while (offset < limit) {
    const auto commit = decode_commit(whole.first(limit).subspan(offset), segment.place_at(offset));
    if (!commit || !is_commit_body(commit->body)) break;
    visit(*commit, offset + commit_header_bytes);
    offset += commit->total_bytes();
  }
  return offset;
}

// The same, change by change.
template <typename Visit>
std::uint64_t walk_changes(const Segment& segment, Bytes whole, std::uint64_t limit,
                           Visit&& visit) {
  return walk_commits(segment, whole, limit, [&](const CommitView& commit, std::uint64_t offset) {
    for_each_change(commit.body, segment.number(), offset, visit);
  });
}

}  // namespace powercut
