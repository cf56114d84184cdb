// PlacedValues: a log of frames that keeps in memory where each value stands, and reads it from the
// file. A way to trust the cache after a failed sync.
//
//   data     frames, one after the other; synced when the caller asks, and at no other time
//
// A failed sync may bring back to the cache what was there before: zeros, where the file has grown.
#include <map>

#include "engine/io/macros.h"
#include "harness/canary/wrong_stores/canary_pair_test.h"
#include "harness/canary/wrong_stores/frame_test.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

enum class PlaceFlaw : std::uint8_t {
  none,
  reads_unchecked,  // whatever stands in the place of a value is the value
};

class PlacedValues : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy, PlaceFlaw flaw) {
    std::unique_ptr<PlacedValues> store(new PlacedValues(environment.files, flaw));
    TRY(store->recover());
    return std::unique_ptr<Store>(std::move(store));
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    return append({.kind = FrameKind::set, .key = key, .value = value});
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    auto place = places_.find(key);
    if (place == places_.end()) return false;
    std::string bytes(place->second.bytes, '\0');
    TRY(read_full(*data_, place->second.offset, as_mutable_bytes(bytes)));
    auto frame = frame_at(bytes);
    bool is_good = frame && frame->key == key;
    if (!is_good && flaw_ != PlaceFlaw::reads_unchecked) return Error{ErrorCode::corrupt};
    value = bytes.substr(frame_header_bytes + key.size());
    return true;
  }
  Result<bool> remove(std::string_view key) override {
    if (refuses_) return Error{ErrorCode::refused};
    if (!places_.contains(key)) return false;
    TRY(append({.kind = FrameKind::remove, .key = key}));
    return true;
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    OrderedMap found;
    for (const auto& [key, place] : places_) {
      std::string value;
      TRY(get(key, value));
      found.insert_or_assign(key, value);
    }
    scan_map(found, range, visit);
    return {};
  }
  Result<void> sync() override {
    if (refuses_) return Error{ErrorCode::refused};
    refuses_ = true;
    TRY(data_->sync());
    TRY(files_.sync_dir("/"));
    refuses_ = false;
    return {};
  }

 private:
  struct Place {
    std::uint64_t offset;
    std::size_t bytes;  // of the whole frame
  };

  PlacedValues(FileSystem& files, PlaceFlaw flaw) : files_(files), flaw_(flaw) {}

  Result<void> recover() {
    TRY_ASSIGN(data_, files_.open("data", OpenMode::create));
    TRY_ASSIGN(std::uint64_t size, data_->size());
    std::string bytes(size, '\0');
    TRY(read_full(*data_, 0, as_mutable_bytes(bytes)));
    while (auto frame = frame_at(std::string_view(bytes).substr(end_))) take(*frame);
    if (end_ == size) return {};
    TRY(data_->truncate(end_));
    return data_->sync();  // or what was cut off comes back behind what is written now
  }

  void take(const Frame& frame) {
    if (frame.sets()) {
      places_.insert_or_assign(std::string(frame.key), Place{end_, frame.bytes()});
    } else {
      places_.erase(std::string(frame.key));
    }
    end_ += frame.bytes();
  }

  // Behind an error only the next open knows what is there.
  Result<void> append(const Frame& frame) {
    if (refuses_) return Error{ErrorCode::refused};
    refuses_ = true;
    std::string bytes;
    append_frame(frame, bytes);
    TRY(write_full(*data_, end_, as_bytes(bytes)));
    take(frame);
    refuses_ = false;
    return {};
  }

  FileSystem& files_;
  PlaceFlaw flaw_;
  std::map<std::string, Place, std::less<>> places_;
  std::unique_ptr<File> data_;
  std::uint64_t end_ = 0;  // of the last frame
  bool refuses_ = false;
};

void reads_what_a_failed_sync_left(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.fail("sync#1=io_failed+old");
  if (lives.store()) static_cast<void>(lives.store()->sync());
  lives.expect_or_corrupt("a", "1");
}

}  // namespace

std::vector<CanaryPair> placed_values_pairs() {
  return {canary_pair("places-read-unchecked", CanaryKind::error, PlaceFlaw::reads_unchecked,
                      SyncPolicy::never, where_old_records_return, PlacedValues::open,
                      reads_what_a_failed_sync_left)};
}

}  // namespace powercut
