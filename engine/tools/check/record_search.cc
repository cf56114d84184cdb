#include "engine/tools/check/record_search.h"

#include <array>

#include "engine/cask/formats/commit.h"
#include "engine/cask/segments/walk_commits.h"
#include "engine/crc32.h"
#include "engine/tools/check/zeros.h"

namespace powercut {

namespace {

struct FrameShape {
  FrameKind kind;
  std::uint64_t key_bytes;
  std::uint64_t total_bytes;
};

std::optional<FrameShape> shape_at(Bytes bytes, bool finds_frames) {
  if (bytes.size() < record_header_bytes) return std::nullopt;
  const std::uint64_t key_bytes = load_u32(bytes.data() + record_key_length_offset);
  const auto kind = static_cast<std::int32_t>(load_u32(bytes.data() + record_value_length_offset));
  if (kind == value_length_of_commit) {
    const std::uint64_t total = record_header_bytes + key_bytes;
    if (!finds_frames || total < commit_header_bytes || total > bytes.size()) return std::nullopt;
    return FrameShape{FrameKind::commit, key_bytes, total};
  }
  const std::optional<RecordShape> shape = decode_shape(bytes);
  if (!shape || shape->total_bytes() > bytes.size()) return std::nullopt;
  switch (shape->kind) {
    case RecordKind::set:
      return FrameShape{FrameKind::set, key_bytes, shape->total_bytes()};
    case RecordKind::remove:
      return FrameShape{FrameKind::remove, key_bytes, shape->total_bytes()};
    case RecordKind::batch:
      if (!finds_frames) return std::nullopt;
      return FrameShape{FrameKind::batch, key_bytes, shape->total_bytes()};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Frame> RecordSearch::at(Bytes bytes) {
  const std::optional<FrameShape> shape = shape_at(bytes, finds_frames_);
  if (!shape) return std::nullopt;
  if (shape->total_bytes > budget_) {
    gave_up_ = true;
    return std::nullopt;
  }
  Frame frame{.kind = shape->kind, .whole = bytes.first(shape->total_bytes)};
  bool is_good = checksum_matches(frame.whole);
  if (frame.kind == FrameKind::commit) {
    frame.body = frame.whole.subspan(commit_header_bytes);
    is_good = is_good && is_commit_body(frame.body);
  } else if (frame.kind == FrameKind::batch) {
    frame.body = frame.whole.subspan(record_header_bytes);
    is_good = is_good && is_batch_body(as_text(frame.body));
  } else {
    const std::string_view parts = as_text(frame.whole.subspan(record_header_bytes));
    frame.key = parts.substr(0, shape->key_bytes);
    frame.value = parts.substr(shape->key_bytes);
  }
  if (is_good) return frame;
  budget_ -= shape->total_bytes;
  return std::nullopt;
}

std::uint64_t RecordSearch::next_place(Bytes bytes, std::uint64_t offset) {
  const Bytes rest = bytes.subspan(offset);
  // No checksum matches a header of zeros: the last place that has one is passed with the first.
  const std::uint64_t zeros = zeros_at_front(rest);
  if (zeros >= record_header_bytes) return offset + zeros - record_header_bytes + 1;
  const std::optional<FrameShape> shape = shape_at(rest, finds_frames_);
  const bool is_change =
      shape && (shape->kind == FrameKind::set || shape->kind == FrameKind::remove);
  if (!is_change) return offset + 1;
  const std::uint64_t end = shape->total_bytes;
  if (end < rest.size() && !at(rest.subspan(end))) return offset + 1;
  // A length may be wrong so that it leads to a later record by chance.
  for (std::uint64_t length = record_header_bytes; length < end; ++length) {
    if (at(rest.subspan(length)) && was_so_long(rest.first(length))) return offset + length;
  }
  return offset + end;
}

// Whether the checksum holds with one length that is such as the record's bytes say.
bool RecordSearch::was_so_long(Bytes record) {
  if (record.size() > budget_) return false;
  budget_ -= record.size();
  const std::uint64_t parts_bytes = record.size() - record_header_bytes;
  const std::uint32_t key_bytes = load_u32(record.data() + record_key_length_offset);
  const std::uint32_t value_bytes = load_u32(record.data() + record_value_length_offset);
  const auto holds_with = [&](std::uint64_t key_length, std::uint64_t value_length) {
    std::array<std::byte, 2 * sizeof(std::uint32_t)> lengths;
    store_u32(lengths.data(), static_cast<std::uint32_t>(key_length));
    store_u32(lengths.data() + sizeof(std::uint32_t), static_cast<std::uint32_t>(value_length));
    const std::uint32_t checksum = crc32(0, lengths);
    return load_u32(record.data()) == crc32(checksum, record.subspan(record_header_bytes));
  };
  return (key_bytes <= parts_bytes && holds_with(key_bytes, parts_bytes - key_bytes)) ||
         (value_bytes <= parts_bytes && holds_with(parts_bytes - value_bytes, value_bytes));
}

}  // namespace powercut
