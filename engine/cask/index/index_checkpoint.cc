#include "engine/cask/index/index_checkpoint.h"

#include <algorithm>
#include <limits>

#include "engine/cask/formats/stamp.h"
#include "engine/cask/index/checkpoint_parts.h"
#include "engine/io/macros.h"
#include "engine/sides.h"
#include "powercut/io/transfer.h"

namespace powercut {

namespace {

CheckpointHeader header_of(const CaskIndex& index, const Manifest& manifest) {
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
  Writer(File& file, std::uint64_t total_bytes, std::size_t buffer_bytes)
      : file_(file),
        stamp_(checkpoint_magic, checkpoint_version, total_bytes),
        buffer_bytes_(buffer_bytes) {}

  // So many bytes to be set, until the next call.
  std::byte* extend(std::size_t bytes) {
    make_room(bytes);
    const std::size_t start = buffer_.size();
    buffer_.resize(start + bytes);
    return as_mutable_bytes(buffer_).data() + start;
  }
  void append(std::string_view bytes) {
    make_room(bytes.size());
    buffer_ += bytes;
  }

  Result<void> finish() {
    flush();
    TRY(status_);
    const auto stamp = stamp_.finish();
    return write_full(file_, 0, stamp);
  }

 private:
  void make_room(std::size_t bytes) {
    const bool is_full = buffer_.size() + bytes > buffer_bytes_;
    note_side(Edge::checkpoint_buffer, is_full);
    if (is_full) flush();
  }

  // After an error further bytes are dropped.
  void flush() {
    if (status_.ok() && !buffer_.empty()) {
      stamp_.add(as_bytes(buffer_));
      status_ = write_full(file_, offset_, as_bytes(buffer_));
      offset_ += buffer_.size();
    }
    buffer_.clear();
  }

  File& file_;
  StampBuilder stamp_;
  std::size_t buffer_bytes_;
  std::string buffer_;
  std::uint64_t offset_ = file_stamp_bytes;
  Result<void> status_;
};

void write_header(Writer& writer, const CheckpointHeader& header) {
  std::byte* rest = writer.extend(checkpoint_header_bytes - file_stamp_bytes) - file_stamp_bytes;
  store_u32(rest + checkpoint_segment_count_offset, header.segment_count);
  store_u64(rest + checkpoint_numbers_offset, header.sequence);
  store_u64(rest + checkpoint_numbers_offset + 8, header.epoch);
  store_u64(rest + checkpoint_numbers_offset + 16, header.seed);
  store_u64(rest + checkpoint_numbers_offset + 24, header.keys);
  store_u64(rest + checkpoint_numbers_offset + 32, header.ordered_keys);
}

void write_books(Writer& writer, const SegmentList& segments) {
  for (const std::shared_ptr<Segment>& segment : segments) {
    std::byte* book = writer.extend(checkpoint_book_bytes);
    store_u32(book, segment->number());
    store_u64(book + 8, segment->header().salt);
    store_u64(book + 16, segment->end());
    store_u64(book + 24, segment->record_bytes);
    store_u64(book + 32, segment->dead_bytes);
    store_u64(book + 40, segment->remove_bytes);
  }
}

void write_shards(Writer& writer, const HashIndex& index) {
  for (std::size_t shard = 0; shard < HashIndex::shard_count; ++shard) {
    if (index.keys_in(shard) == 0) continue;
    std::byte* head = writer.extend(checkpoint_shard_head_bytes);
    store_u32(head, static_cast<std::uint32_t>(shard));
    store_u32(head + 4, index.keys_in(shard));
    index.for_each_slot(shard, [&](std::uint32_t tag, RecordPlace place) {
      put_slot(writer.extend(checkpoint_slot_bytes), tag, place);
    });
  }
}

void write_ordered(Writer& writer, OrderedIndex& index) {
  const OrderedIndex::Snapshot snapshot = index.snapshot();
  OrderedIndex::Cursor cursor = snapshot.cursor();
  for (cursor.first(); cursor.valid(); cursor.next()) {
    put_slot(writer.extend(checkpoint_slot_bytes), static_cast<std::uint32_t>(cursor.key().size()),
             cursor.place());
    writer.append(cursor.key());
  }
}

std::uint64_t shards_bytes(const HashIndex& index) {
  std::uint64_t bytes = index.keys() * checkpoint_slot_bytes;
  for (std::size_t shard = 0; shard < HashIndex::shard_count; ++shard) {
    if (index.keys_in(shard) > 0) bytes += checkpoint_shard_head_bytes;
  }
  return bytes;
}

std::uint64_t ordered_bytes(OrderedIndex* index) {
  if (index == nullptr) return 0;
  std::uint64_t bytes = 0;
  const OrderedIndex::Snapshot snapshot = index->snapshot();
  OrderedIndex::Cursor cursor = snapshot.cursor();
  for (cursor.first(); cursor.valid(); cursor.next())
    bytes += checkpoint_slot_bytes + cursor.key().size();
  return bytes;
}

CheckpointUse use_after(Error error) {
  return error.code == ErrorCode::newer_version ? CheckpointUse::newer_version
                                                : CheckpointUse::damaged;
}

bool is_of(const std::byte* book, const ManifestEntry& entry) {
  return load_u32(book) == entry.number && load_u64(book + 8) == entry.salt;
}

bool shares_segment(Bytes books, const Manifest& manifest) {
  for (; !books.empty(); books = books.subspan(checkpoint_book_bytes)) {
    const bool is_shared = std::ranges::any_of(
        manifest.segments, [&](const ManifestEntry& entry) { return is_of(books.data(), entry); });
    if (is_shared) return true;
  }
  return false;
}

// A checkpoint of another store, or of another past of this one, may name the same manifest; so the
// segments are compared, too.
CheckpointUse judge(const CheckpointParts& parts, const Manifest& manifest) {
  const CheckpointHeader& header = parts.header;
  if (header.sequence > manifest.sequence && shares_segment(parts.books, manifest)) {
    return CheckpointUse::of_lost_manifest;
  }
  const bool is_of_manifest = header.sequence == manifest.sequence &&
                              header.epoch == manifest.epoch &&
                              header.segment_count == manifest.segments.size();
  if (!is_of_manifest) return CheckpointUse::of_another;
  const std::byte* book = parts.books.data();
  for (const ManifestEntry& entry : manifest.segments) {
    if (!entry.sealed || !is_of(book, entry) || load_u64(book + 16) != entry.end) {
      return CheckpointUse::of_another;
    }
    book += checkpoint_book_bytes;
  }
  return CheckpointUse::holds;
}

void read_books(Bytes books, const SegmentList& segments) {
  const std::byte* book = books.data();
  for (const std::shared_ptr<Segment>& segment : segments) {
    segment->record_bytes = load_u64(book + 24);
    segment->dead_bytes = load_u64(book + 32);
    segment->remove_bytes = load_u64(book + 40);
    book += checkpoint_book_bytes;
  }
}

void read_shards(Bytes shards, HashIndex& index) {
  const std::byte* next = shards.data();
  const std::byte* const end = next + shards.size();
  while (next != end) {
    const std::uint32_t shard = load_u32(next);
    const std::uint32_t keys = load_u32(next + 4);
    next += checkpoint_shard_head_bytes;
    index.load(shard, keys);
    for (std::uint32_t key = 0; key < keys; ++key, next += checkpoint_slot_bytes) {
      index.load_next(shard, load_u32(next), place_in(next));
    }
  }
}

void read_ordered(Bytes entries, OrderedIndex& index) {
  while (!entries.empty()) {
    const std::uint32_t key_bytes = load_u32(entries.data());
    index.set(as_text(entries.subspan(checkpoint_slot_bytes, key_bytes)), place_in(entries.data()));
    entries = entries.subspan(checkpoint_slot_bytes + key_bytes);
  }
}

}  // namespace

CheckpointUse judge_checkpoint(Bytes file, const Manifest& manifest) {
  const Result<CheckpointParts> parts = decode_checkpoint_parts(file);
  return parts.ok() ? judge(*parts, manifest) : use_after(parts.error());
}

Result<void> write_checkpoint(CaskFiles& files, Health& health, CaskIndex& index,
                              const Manifest& manifest, const SegmentList& segments,
                              std::size_t buffer_bytes) {
  TRY(health.check_writable());
  const CheckpointHeader header = header_of(index, manifest);
  const std::uint64_t total_bytes = checkpoint_header_bytes +
                                    segments.size() * checkpoint_book_bytes +
                                    shards_bytes(index.hashed()) + ordered_bytes(index.ordered());
  if (total_bytes > std::numeric_limits<std::uint32_t>::max()) return {};
  const auto file = files.open({CaskFileKind::index}, OpenMode::replace);
  if (!file.ok()) return {};
  Writer writer(**file, total_bytes, buffer_bytes);
  write_header(writer, header);
  write_books(writer, segments);
  write_shards(writer, index.hashed());
  if (index.ordered() != nullptr) write_ordered(writer, *index.ordered());
  if (!writer.finish().ok()) {
    // Where the disk is full it should take none of it.
    static_cast<void>((*file)->truncate(0));
    return {};
  }
  return health.sync(**file, 0, total_bytes);
}

CheckpointUse read_checkpoint(CaskFiles& files, CaskIndex& index, const Manifest& manifest,
                              const SegmentList& segments) {
  const auto file = files.open({CaskFileKind::index}, OpenMode::read);
  if (!file.ok()) return CheckpointUse::damaged;
  const Result<std::uint64_t> size = (*file)->size();
  if (!size.ok()) return CheckpointUse::damaged;
  std::string buffer;
  const Result<Bytes> bytes = (*file)->view(0, *size, buffer);
  if (!bytes.ok()) return CheckpointUse::damaged;
  const Result<CheckpointParts> parts = decode_checkpoint_parts(*bytes);
  if (!parts.ok()) return use_after(parts.error());
  const CheckpointUse use = judge(*parts, manifest);
  if (use != CheckpointUse::holds) return use;
  const bool is_of_index =
      parts->header.seed == index.hashed().seed() &&
      (index.ordered() == nullptr || parts->header.ordered_keys == parts->header.keys);
  if (!is_of_index) return CheckpointUse::of_another;
  read_books(parts->books, segments);
  read_shards(parts->shards, index.hashed());
  if (index.ordered() != nullptr) read_ordered(parts->ordered, *index.ordered());
  return CheckpointUse::holds;
}

}  // namespace powercut
