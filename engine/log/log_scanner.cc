#include "engine/log/log_scanner.h"

#include <algorithm>
#include <optional>

#include "engine/crc32.h"
#include "engine/io/macros.h"
#include "engine/little_endian.h"
#include "engine/sides.h"
#include "powercut/io/transfer.h"

namespace powercut {

bool LogScanner::next(Entry& entry) {
  while (batch_.empty()) {
    if (!next_record(entry)) return false;
    if (entry.kind != RecordKind::batch) return true;
  }
  take_from_batch(entry);
  return true;
}

// Whether the window has so many bytes from end_ on, which the file has.
bool LogScanner::hold(std::size_t length) {
  const bool is_held = window_.holds(end_, length);
  note_side(Edge::log_window, !is_held && end_ > 0);
  if (is_held) return true;
  status_ = window_.move_to(end_, length);
  return status_.ok();
}

bool LogScanner::next_record(Entry& entry) {
  const std::uint64_t left = window_.file_bytes() - end_;
  if (left < record_header_bytes || !hold(record_header_bytes)) return false;
  const std::optional<RecordShape> shape = decode_shape(window_.held(end_, record_header_bytes));
  if (!shape || shape->total_bytes() > left) return false;
  note_side(Edge::log_record, shape->total_bytes() > window_.capacity());
  if (shape->total_bytes() > window_.capacity()) return next_large_record(*shape, entry);

  if (!hold(shape->total_bytes())) return false;
  const Bytes record = window_.held(end_, shape->total_bytes());
  if (!checksum_matches(record) && !mutant_.is(Mutant::no_checksum_on_replay)) return false;
  return accept(*shape, as_text(record.subspan(record_header_bytes, shape->key_bytes)), entry);
}

bool LogScanner::next_large_record(const RecordShape& shape, Entry& entry) {
  const Result<bool> good = read_large_key(shape);
  if (!good.ok()) status_ = good.error();
  return good.ok() && *good && accept(shape, large_key_, entry);
}

// False: the checksum is wrong. The record passes through the window in pieces; its key is read
// once more when it is known to be one.
Result<bool> LogScanner::read_large_key(const RecordShape& shape) {
  TRY_ASSIGN(const Bytes header, window_.view(end_, record_header_bytes));
  const std::uint32_t promised = load_u32(header.data());
  std::uint64_t sealed_bytes = shape.total_bytes();
  if (mutant_.is(Mutant::checksum_without_value)) sealed_bytes -= shape.value_bytes;
  std::uint32_t checksum = 0;
  for (std::uint64_t done = record_key_length_offset; done < sealed_bytes;) {
    const std::uint64_t length = std::min<std::uint64_t>(sealed_bytes - done, window_.capacity());
    TRY_ASSIGN(const Bytes piece, window_.view(end_ + done, length));
    checksum = crc32(checksum, piece);
    done += length;
  }
  if (checksum != promised) return false;

  large_key_.resize(shape.key_bytes);
  TRY_ASSIGN(const std::size_t count,
             read_full(*file_, end_ + record_header_bytes, as_mutable_bytes(large_key_)));
  if (count < large_key_.size()) return Error{ErrorCode::corrupt};
  return true;
}

bool LogScanner::accept(const RecordShape& shape, std::string_view key, Entry& entry) {
  if (shape.kind == RecordKind::batch) {
    if (!is_batch_body(key)) return false;
    batch_ = key;
    batch_offset_ = end_ + record_header_bytes;
  }
  entry = {shape.kind, key, {end_ + record_header_bytes + shape.key_bytes, shape.value_bytes}};
  end_ += shape.total_bytes();
  return true;
}

// The body was verified as a whole, so that a batch is taken whole or not at all (D9).
void LogScanner::take_from_batch(Entry& entry) {
  const std::optional<RecordShape> shape = decode_shape(as_bytes(batch_));
  CHECK(shape.has_value() && shape->total_bytes() <= batch_.size());
  entry = {shape->kind,
           batch_.substr(record_header_bytes, shape->key_bytes),
           {batch_offset_ + record_header_bytes + shape->key_bytes, shape->value_bytes}};
  batch_.remove_prefix(shape->total_bytes());
  batch_offset_ += shape->total_bytes();
}

}  // namespace powercut
