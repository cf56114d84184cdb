#include <algorithm>
#include <vector>

#include "engine/cask/cask_store.h"
#include "engine/cask/next_keys.h"
#include "engine/io/macros.h"

namespace powercut {

namespace {

bool is_in(const KeyRange& range, std::string_view key) {
  return key >= range.from && (!range.to || key < *range.to);
}

// Segments by number, the last one found at hand: neighbours in the order of keys are often
// neighbours on the disk.
class HeldSegments {
 public:
  explicit HeldSegments(SegmentList segments) : segments_(std::move(segments)) {
    std::ranges::sort(segments_, {}, number_of);
  }

  Segment* find(std::uint32_t number) {
    if (last_ != nullptr && last_->number() == number) return last_;
    const auto found = std::ranges::lower_bound(segments_, number, {}, number_of);
    const bool is_there = found != segments_.end() && (*found)->number() == number;
    last_ = is_there ? found->get() : nullptr;
    return last_;
  }

 private:
  static std::uint32_t number_of(const std::shared_ptr<Segment>& segment) {
    return segment->number();
  }

  SegmentList segments_;
  Segment* last_ = nullptr;
};

}  // namespace

Result<void> CaskStore::scan(const KeyRange& range, const ScanVisitor& visit) {
  TRY(check_open());
  return index_.ordered() != nullptr ? scan_ordered(range, visit) : scan_unordered(range, visit);
}

// The snapshot's places stay good while the segments are held.
Result<void> CaskStore::scan_ordered(const KeyRange& range, const ScanVisitor& visit) {
  MutexLock lock(index_.mutex());
  HeldSegments segments(segments_.all());
  const OrderedIndex::Snapshot snapshot = index_.ordered()->snapshot();
  lock.unlock();

  OrderedIndex::Cursor cursor = snapshot.cursor();
  if (!range.reverse) {
    cursor.seek(range.from);
  } else if (range.to) {
    cursor.seek_before(*range.to);
  } else {
    cursor.last();
  }
  std::string buffer;
  for (std::size_t left = range.limit; left > 0 && cursor.valid(); --left) {
    if (!is_in(range, cursor.key())) break;
    const RecordPlace place = cursor.place();
    TRY_ASSIGN(const RecordView record,
               read_live_record(segments.find(place.segment), place, buffer));
    if (record.key != cursor.key()) return damaged_record(place);
    if (!visit(record.key, record.value)) break;
    range.reverse ? cursor.previous() : cursor.next();
  }
  return {};
}

// Again and again through all keys, each time keeping those that come next.
Result<void> CaskStore::scan_unordered(const KeyRange& range, const ScanVisitor& visit) {
  std::optional<std::string> last;
  std::size_t left = range.limit;
  std::string value;
  while (left > 0) {
    TRY_ASSIGN(std::vector<std::string> keys, next_keys(range, last, left));
    for (const std::string& key : keys) {
      TRY_ASSIGN(const bool there, get(key, value));
      if (!there) continue;
      if (!visit(key, value)) return {};
      if (--left == 0) return {};
    }
    if (keys.empty()) return {};
    last = std::move(keys.back());
  }
  return {};
}

// The keys behind `last` in the order of the scan.
Result<std::vector<std::string>> CaskStore::next_keys(const KeyRange& range,
                                                      const std::optional<std::string>& last,
                                                      std::size_t wanted) {
  NextKeys keys(range.reverse, wanted, options_.held_key_bytes);
  const auto take = [&](std::string_view key) {
    if (!is_in(range, key)) return;
    if (last && (range.reverse ? key >= *last : key <= *last)) return;
    keys.add(key);
  };
  for (std::size_t shard = 0; shard < HashIndex::shard_count; ++shard) {
    if (index_.hashed().has_keys(shard)) TRY(collect_keys_of(shard, take));
  }
  return keys.take();
}

// Writers wait for a 256th of the keys at most.
Result<void> CaskStore::collect_keys_of(std::size_t shard,
                                        const std::function<void(std::string_view)>& take) {
  Result<void> read;
  std::string buffer;
  const ReaderEpochs::Pin pin(index_.epochs());
  const MutexLock lock(index_.mutex());
  index_.hashed().for_each_in(shard, [&](RecordPlace place) {
    if (!read.ok()) return;
    const auto record = read_live_record(index_.directory().find(place.segment), place, buffer);
    if (record.ok()) {
      take(record->key);
    } else {
      read = record.error();
    }
  });
  return read;
}

// nullptr: the segment is gone, and the record was damaged when the others moved.
Result<RecordView> CaskStore::read_live_record(Segment* segment, RecordPlace place,
                                               std::string& buffer) {
  if (segment != nullptr) {
    TRY_ASSIGN(const Bytes bytes, segment->view(place.offset, place.bytes, buffer));
    const std::optional<RecordView> record = read_record(bytes, options_.verifies_reads);
    if (record && record->kind == RecordKind::set) return *record;
  }
  return damaged_record(place);
}

Error CaskStore::damaged_record(RecordPlace place) {
  return health_.found_damage(files_.path_of({CaskFileKind::log, place.segment}), place.offset,
                              "the record of a key is damaged");
}

}  // namespace powercut
