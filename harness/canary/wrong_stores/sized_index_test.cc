// SizedIndex: a log of frames, and an index of where they begin. A way to trust the size of a file.
//
//   data     frames, one after the other; durable before the index has them
//   index    [offset:8][check:8] for each frame; the check is the offset with all bits turned
//
// On ext4 and XFS a file may have grown when its bytes are not there yet: a new entry is zeros
// then, which is the place of the first frame.
#include "engine/io/macros.h"
#include "engine/little_endian.h"
#include "engine/ordered_map.h"
#include "harness/canary/wrong_stores/canary_pair_test.h"
#include "harness/canary/wrong_stores/frame_test.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

enum class SizeFlaw : std::uint8_t {
  none,
  size_is_trusted,  // as many entries count as the index has room for
};

class SizedIndex : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy, SizeFlaw flaw) {
    std::unique_ptr<SizedIndex> store(new SizedIndex(flaw));
    TRY(store->recover(environment.files));
    store->refuses_ = false;
    return std::unique_ptr<Store>(std::move(store));
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    TRY(append({FrameKind::set, count_ + 1, key, value}));
    map_.insert_or_assign(std::string(key), value);
    return {};
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return get_from(map_, key, value);
  }
  Result<bool> remove(std::string_view key) override {
    if (refuses_) return Error{ErrorCode::refused};
    if (!map_.contains(key)) return false;
    TRY(append({FrameKind::remove, count_ + 1, key}));
    map_.erase(std::string(key));
    return true;
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    scan_map(map_, range, visit);
    return {};
  }

 private:
  static constexpr std::size_t entry_bytes = 16;

  explicit SizedIndex(SizeFlaw flaw) : flaw_(flaw) {}

  // A killed process may have left bytes in the cache alone, and they are read from now on.
  Result<void> recover(FileSystem& files) {
    TRY_ASSIGN(data_, files.open("data", OpenMode::create));
    TRY_ASSIGN(index_, files.open("index", OpenMode::create));
    TRY(data_->sync());
    TRY(index_->sync());
    TRY(files.sync_dir("/"));
    TRY_ASSIGN(std::string data, contents(*data_));
    TRY_ASSIGN(std::string index, contents(*index_));
    for (; (count_ + 1) * entry_bytes <= index.size(); ++count_) {
      const std::byte* entry = as_bytes(index).data() + count_ * entry_bytes;
      std::uint64_t offset = load_u64(entry);
      bool is_there = load_u64(entry + 8) == ~offset || flaw_ == SizeFlaw::size_is_trusted;
      if (!is_there) break;
      auto frame =
          offset > data.size() ? std::nullopt : frame_at(std::string_view(data).substr(offset));
      if (!frame) return Error{ErrorCode::corrupt};
      take(*frame);
      end_ = offset + frame->bytes();
    }
    if (count_ * entry_bytes == index.size()) return {};
    TRY(index_->truncate(count_ * entry_bytes));
    return index_->sync();
  }

  static Result<std::string> contents(File& file) {
    TRY_ASSIGN(std::uint64_t size, file.size());
    std::string bytes(size, '\0');
    TRY(read_full(file, 0, as_mutable_bytes(bytes)));
    return bytes;
  }

  void take(const Frame& frame) {
    if (frame.sets()) {
      map_.insert_or_assign(std::string(frame.key), std::string(frame.value));
    } else {
      map_.erase(std::string(frame.key));
    }
  }

  // Behind an error only the next open knows what is there.
  Result<void> append(const Frame& change) {
    if (refuses_) return Error{ErrorCode::refused};
    refuses_ = true;
    std::string frame;
    append_frame(change, frame);
    TRY(write_full(*data_, end_, as_bytes(frame)));
    TRY(data_->sync());
    std::string entry(entry_bytes, '\0');
    store_u64(as_mutable_bytes(entry).data(), end_);
    store_u64(as_mutable_bytes(entry).data() + 8, ~end_);
    TRY(write_full(*index_, count_ * entry_bytes, as_bytes(entry)));
    TRY(index_->sync());
    ++count_;
    end_ += frame.size();
    refuses_ = false;
    return {};
  }

  SizeFlaw flaw_;
  OrderedMap map_;
  std::unique_ptr<File> data_;
  std::unique_ptr<File> index_;
  std::uint64_t count_ = 0;  // of entries
  std::uint64_t end_ = 0;    // of the last frame
  bool refuses_ = true;
};

// The index has grown by the third entry, and its bytes are not there.
void grows_without_its_entry(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.set("a", "2");
  lives.close();
  lives.set("b", "3");
  lives.cut_leaving_of_write("sector-tear", "k1l1");
  lives.expect("a", "2");
}

}  // namespace

std::vector<CanaryPair> sized_index_pairs() {
  CanaryPair pair = canary_pair("sizes-are-trusted", CanaryKind::rows, SizeFlaw::size_is_trusted,
                                SyncPolicy::always, where_old_records_return, SizedIndex::open,
                                grows_without_its_entry);
  pair.shown_by = ext4_and_xfs;
  return {pair};
}

}  // namespace powercut
