#include "engine/log/live_records.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "engine/crc32.h"
#include "engine/io/appender.h"
#include "engine/io/macros.h"
#include "engine/little_endian.h"
#include "engine/log/read_window.h"
#include "engine/log/record.h"
#include "engine/mutants.h"
#include "engine/sides.h"

namespace powercut {
namespace {

// Gathers small pieces into large writes.
class BufferedAppender {
 public:
  BufferedAppender(File& file, std::size_t buffer_bytes)
      : appender_(file, 0), buffer_bytes_(buffer_bytes) {}

  Result<void> append(Bytes piece) {
    buffer_.append(as_text(piece));
    note_side(Edge::log_copy_buffer, buffer_.size() >= buffer_bytes_);
    return buffer_.size() < buffer_bytes_ ? Result<void>() : flush();
  }
  Result<void> flush() {
    TRY(appender_.append(as_bytes(buffer_)));
    buffer_.clear();
    return {};
  }
  std::uint64_t tail() const { return appender_.tail() + buffer_.size(); }

 private:
  Appender appender_;
  std::size_t buffer_bytes_;
  std::string buffer_;
};

// Whether the piece, which begins `done` bytes into the record, holds its part of the key.
bool key_matches(std::string_view key, std::uint64_t done, Bytes piece) {
  const std::uint64_t from = std::max<std::uint64_t>(done, record_header_bytes);
  const std::uint64_t to =
      std::min<std::uint64_t>(done + piece.size(), record_header_bytes + key.size());
  if (from >= to) return true;
  return as_text(piece.subspan(from - done, to - from)) ==
         key.substr(from - record_header_bytes, to - from);
}

Result<void> copy_record(const LogIndex::Map::value_type& entry, ReadWindow& source,
                         BufferedAppender& target) {
  const std::uint64_t offset = LogIndex::record_offset(entry);
  const std::uint64_t total_bytes = LogIndex::record_bytes(entry);
  if (offset + total_bytes > source.file_bytes()) return Error{ErrorCode::corrupt};

  TRY_ASSIGN(const Bytes header, source.view(offset, record_header_bytes));
  const std::optional<RecordShape> shape = decode_shape(header);
  if (!shape || shape->kind != RecordKind::set || shape->key_bytes != entry.first.size() ||
      shape->value_bytes != entry.second.length) {
    return Error{ErrorCode::corrupt};
  }
  const std::uint32_t promised = load_u32(header.data());
  TRY(target.append(header.first(record_key_length_offset)));

  std::uint32_t checksum = 0;
  for (std::uint64_t done = record_key_length_offset; done < total_bytes;) {
    const std::uint64_t length = std::min<std::uint64_t>(total_bytes - done, source.capacity());
    TRY_ASSIGN(const Bytes piece, source.view(offset + done, length));
    if (!key_matches(entry.first, done, piece)) return Error{ErrorCode::corrupt};
    checksum = crc32(checksum, piece);
    TRY(target.append(piece));
    done += length;
  }
  if (checksum != promised && !mutated(Mutant::checksum_without_value)) {
    return Error{ErrorCode::corrupt};
  }
  return {};
}

}  // namespace

std::vector<LiveRecord> live_records(LogIndex& index) {
  std::vector<LiveRecord> records;
  records.reserve(index.keys());
  for (auto& entry : index.entries()) records.push_back({&entry, 0});
  std::ranges::sort(records, {},
                    [](const LiveRecord& record) { return record.entry->second.offset; });
  return records;
}

Result<std::uint64_t> copy_live_records(std::span<LiveRecord> records, File& source,
                                        std::uint64_t source_bytes, File& target,
                                        std::size_t window_bytes) {
  ReadWindow window(source, source_bytes, window_bytes);
  BufferedAppender appender(target, window_bytes);
  for (LiveRecord& record : records) {
    record.new_value_offset = appender.tail() + record_header_bytes + record.entry->first.size();
    TRY(copy_record(*record.entry, window, appender));
  }
  TRY(appender.flush());
  return appender.tail();
}

}  // namespace powercut
