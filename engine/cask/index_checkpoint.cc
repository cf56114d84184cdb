#include "engine/cask/index_checkpoint.h"

#include <limits>

#include "engine/cask/stamp.h"
#include "engine/io/transfer.h"

namespace powercut {

namespace {

constexpr std::size_t segment_count_offset = 20;
constexpr std::size_t numbers_offset = 24;
constexpr std::size_t header_bytes = 64;
constexpr std::size_t book_bytes = 48;
constexpr std::size_t counts_bytes = HashIndex::shard_count * sizeof(std::uint32_t);
constexpr std::size_t slot_bytes = 16;
constexpr std::size_t buffered_bytes = std::size_t{1} << 20U;

struct Header {
  std::uint32_t segment_count = 0;
  std::uint64_t sequence = 0;
  std::uint64_t epoch = 0;
  std::uint64_t seed = 0;
  std::uint64_t keys = 0;
  std::uint64_t ordered_keys = 0;

  std::uint64_t fixed_bytes() const {
    return header_bytes + segment_count * book_bytes + counts_bytes + keys * slot_bytes;
  }

  friend bool operator==(const Header&, const Header&) = default;
};

Header header_of(const CaskIndex& index, const Manifest& manifest) {
  return {.segment_count = static_cast<std::uint32_t>(manifest.segments.size()),
          .sequence = manifest.sequence,
          .epoch = manifest.epoch,
          .seed = index.hashed().seed(),
          .keys = index.keys(),
          .ordered_keys = index.ordered() != nullptr ? index.keys() : 0};
}

void put_slot(std::byte* target, std::uint32_t first, RecordPlace place) {
  store_u32(target, first);
  store_u32(target + 4, place.segment);
  store_u32(target + 8, place.offset);
  store_u32(target + 12, place.bytes);
}

RecordPlace place_in(const std::byte* slot) {
  return {load_u32(slot + 4), load_u32(slot + 8), load_u32(slot + 12)};
}

// Gathers bytes, and writes them when there are enough; the first ones last.
class Writer {
 public:
  Writer(File& file, std::uint64_t total_bytes)
      : file_(file), stamp_(checkpoint_magic, checkpoint_version, total_bytes) {}

  // So many bytes to be set, until the next call.
  std::byte* extend(std::size_t bytes) {
    if (buffer_.size() + bytes > buffered_bytes) flush();
    const std::size_t start = buffer_.size();
    buffer_.resize(start + bytes);
    return as_mutable_bytes(buffer_).data() + start;
  }
  void append(std::string_view bytes) {
    if (buffer_.size() + bytes.size() > buffered_bytes) flush();
    buffer_ += bytes;
  }

  Result<void> finish() {
    flush();
    TRY(status_);
    const auto stamp = stamp_.finish();
    return write_full(file_, 0, stamp);
  }

 private:
  void flush() {
    if (!status_.ok() || buffer_.empty()) return;
    stamp_.add(as_bytes(buffer_));
    status_ = write_full(file_, offset_, as_bytes(buffer_));
    offset_ += buffer_.size();
    buffer_.clear();
  }

  File& file_;
  StampBuilder stamp_;
  std::string buffer_;
  std::uint64_t offset_ = file_stamp_bytes;
  Result<void> status_;
};

void write_header(Writer& writer, const Header& header) {
  std::byte* rest = writer.extend(header_bytes - file_stamp_bytes) - file_stamp_bytes;
  store_u32(rest + segment_count_offset, header.segment_count);
  store_u64(rest + numbers_offset, header.sequence);
  store_u64(rest + numbers_offset + 8, header.epoch);
  store_u64(rest + numbers_offset + 16, header.seed);
  store_u64(rest + numbers_offset + 24, header.keys);
  store_u64(rest + numbers_offset + 32, header.ordered_keys);
}

void write_books(Writer& writer, const SegmentList& segments) {
  for (const std::shared_ptr<Segment>& segment : segments) {
    std::byte* book = writer.extend(book_bytes);
    store_u32(book, segment->number());
    store_u64(book + 8, segment->header().salt);
    store_u64(book + 16, segment->end());
    store_u64(book + 24, segment->record_bytes);
    store_u64(book + 32, segment->dead_bytes);
    store_u64(book + 40, segment->remove_bytes);
  }
}

void write_slots(Writer& writer, const HashIndex& index) {
  for (std::size_t shard = 0; shard < HashIndex::shard_count; ++shard) {
    store_u32(writer.extend(sizeof(std::uint32_t)), index.keys_in(shard));
  }
  for (std::size_t shard = 0; shard < HashIndex::shard_count; ++shard) {
    index.for_each_slot(shard, [&](std::uint32_t tag, RecordPlace place) {
      put_slot(writer.extend(slot_bytes), tag, place);
    });
  }
}

void write_ordered(Writer& writer, OrderedIndex& index) {
  const OrderedIndex::Snapshot snapshot = index.snapshot();
  OrderedIndex::Cursor cursor = snapshot.cursor();
  for (cursor.first(); cursor.valid(); cursor.next()) {
    put_slot(writer.extend(slot_bytes), static_cast<std::uint32_t>(cursor.key().size()),
             cursor.place());
    writer.append(cursor.key());
  }
}

std::uint64_t ordered_bytes(OrderedIndex* index) {
  if (index == nullptr) return 0;
  std::uint64_t bytes = 0;
  const OrderedIndex::Snapshot snapshot = index->snapshot();
  OrderedIndex::Cursor cursor = snapshot.cursor();
  for (cursor.first(); cursor.valid(); cursor.next()) bytes += slot_bytes + cursor.key().size();
  return bytes;
}

Header header_in(Bytes file) {
  const std::byte* start = file.data();
  return {.segment_count = load_u32(start + segment_count_offset),
          .sequence = load_u64(start + numbers_offset),
          .epoch = load_u64(start + numbers_offset + 8),
          .seed = load_u64(start + numbers_offset + 16),
          .keys = load_u64(start + numbers_offset + 24),
          .ordered_keys = load_u64(start + numbers_offset + 32)};
}

// Whether whole entries fill the bytes.
bool are_entries(Bytes entries, std::uint64_t count) {
  for (; count > 0; --count) {
    if (entries.size() < slot_bytes) return false;
    const std::uint64_t bytes = slot_bytes + std::uint64_t{load_u32(entries.data())};
    if (bytes > entries.size()) return false;
    entries = entries.subspan(bytes);
  }
  return entries.empty();
}

// Whether the parts are as long as the header and the counts say, and the books those of the
// segments. What a checksum vouches for can have been written by somebody who counted wrong.
bool is_consistent(Bytes file, const Header& header, const SegmentList& segments) {
  if (header.segment_count != segments.size()) return false;
  if (header.keys > file.size() || file.size() < header.fixed_bytes()) return false;
  const std::byte* part = file.data() + header_bytes;
  for (const std::shared_ptr<Segment>& segment : segments) {
    // That of another store, or of another past of this one, may name the same manifest.
    const bool is_of_it = load_u32(part) == segment->number() &&
                          load_u64(part + 8) == segment->header().salt &&
                          load_u64(part + 16) == segment->end();
    if (!is_of_it) return false;
    part += book_bytes;
  }
  std::uint64_t keys = 0;
  for (std::size_t shard = 0; shard < HashIndex::shard_count; ++shard) {
    keys += load_u32(part + shard * sizeof(std::uint32_t));
  }
  return keys == header.keys &&
         are_entries(file.subspan(header.fixed_bytes()), header.ordered_keys);
}

void read_books(Bytes books, const SegmentList& segments) {
  const std::byte* book = books.data();
  for (const std::shared_ptr<Segment>& segment : segments) {
    segment->record_bytes = load_u64(book + 24);
    segment->dead_bytes = load_u64(book + 32);
    segment->remove_bytes = load_u64(book + 40);
    book += book_bytes;
  }
}

void read_slots(Bytes counts, Bytes slots, HashIndex& index) {
  const std::byte* slot = slots.data();
  for (std::size_t shard = 0; shard < HashIndex::shard_count; ++shard) {
    const std::uint32_t keys = load_u32(counts.data() + shard * sizeof(std::uint32_t));
    if (keys == 0) continue;
    index.load(shard, keys);
    for (std::uint32_t key = 0; key < keys; ++key, slot += slot_bytes) {
      index.load_next(shard, load_u32(slot), place_in(slot));
    }
  }
}

void read_ordered(Bytes entries, OrderedIndex& index) {
  while (!entries.empty()) {
    const std::uint32_t key_bytes = load_u32(entries.data());
    index.set(as_text(entries.subspan(slot_bytes, key_bytes)), place_in(entries.data()));
    entries = entries.subspan(slot_bytes + key_bytes);
  }
}

}  // namespace

Result<CheckpointHead> decode_checkpoint_head(Bytes file) {
  TRY_ASSIGN(file, check_stamp(file, checkpoint_magic, checkpoint_version));
  if (file.size() < header_bytes) return Error{ErrorCode::corrupt};
  const Header header = header_in(file);
  return CheckpointHead{header.segment_count, header.sequence, header.epoch, header.keys};
}

Result<void> write_checkpoint(CaskFiles& files, Health& health, CaskIndex& index,
                              const Manifest& manifest, const SegmentList& segments) {
  TRY(health.check_writable());
  const Header header = header_of(index, manifest);
  const std::uint64_t total_bytes = header.fixed_bytes() + ordered_bytes(index.ordered());
  if (total_bytes > std::numeric_limits<std::uint32_t>::max()) return {};
  const auto file = files.open({CaskFileKind::index}, OpenMode::replace);
  if (!file.ok()) return {};
  Writer writer(**file, total_bytes);
  write_header(writer, header);
  write_books(writer, segments);
  write_slots(writer, index.hashed());
  if (index.ordered() != nullptr) write_ordered(writer, *index.ordered());
  if (!writer.finish().ok()) return {};
  return health.sync(**file, 0, total_bytes);
}

Result<bool> read_checkpoint(CaskFiles& files, CaskIndex& index, const Manifest& manifest,
                             const SegmentList& segments) {
  const auto file = files.open({CaskFileKind::index}, OpenMode::read);
  if (!file.ok()) return false;
  TRY_ASSIGN(const std::uint64_t size, (*file)->size());
  std::string buffer;
  TRY_ASSIGN(const Bytes bytes, (*file)->view(0, size, buffer));
  const Result<Bytes> stamped = check_stamp(bytes, checkpoint_magic, checkpoint_version);
  if (!stamped.ok() || stamped->size() < header_bytes) return false;
  const Header header = header_in(*stamped);
  Header wanted = header_of(index, manifest);
  wanted.keys = header.keys;
  wanted.ordered_keys = index.ordered() != nullptr ? header.keys : 0;
  if (header.ordered_keys == header.keys && index.ordered() == nullptr) {
    wanted.ordered_keys = header.keys;
  }
  if (header != wanted || !is_consistent(*stamped, header, segments)) return false;

  const std::uint64_t books_end = header_bytes + header.segment_count * book_bytes;
  const std::uint64_t slots_begin = books_end + counts_bytes;
  read_books(stamped->subspan(header_bytes), segments);
  read_slots(stamped->subspan(books_end), stamped->subspan(slots_begin), index.hashed());
  if (index.ordered() != nullptr) {
    read_ordered(stamped->subspan(header.fixed_bytes()), *index.ordered());
  }
  return true;
}

}  // namespace powercut
