// RootSector: all keys are written to the end of a file, and one sector then says where. Right
// where a sector is written whole or not at all, and only there.
//
//   data    frames, each of which holds all that was there
//   root    512 bytes: a frame that names the place and the length of the newest; always
//           overwritten in place
#include <algorithm>

#include "engine/dirty_again.h"
#include "engine/io/macros.h"
#include "engine/ordered_map.h"
#include "harness/canary/wrong_stores/canary_pair_test.h"
#include "harness/canary/wrong_stores/frame_test.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

enum class RootFlaw : std::uint8_t {
  none,
  root_comes_first,  // both are written, then both are synced
};

class RootSector : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy, RootFlaw flaw) {
    std::unique_ptr<RootSector> store(new RootSector(environment.files, flaw));
    TRY(store->recover());
    return std::unique_ptr<Store>(std::move(store));
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    OrderedMap changed = map_;
    changed.insert_or_assign(std::string(key), value);
    return write(std::move(changed));
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return get_from(map_, key, value);
  }
  Result<bool> remove(std::string_view key) override {
    if (refuses_) return Error{ErrorCode::refused};
    OrderedMap changed = map_;
    if (changed.erase(std::string(key)) == 0) return false;
    TRY(write(std::move(changed)));
    return true;
  }
  Result<void> apply(const Batch& batch) override {
    OrderedMap changed = map_;
    apply_to(changed, batch);
    return write(std::move(changed));
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    scan_map(map_, range, visit);
    return {};
  }

 private:
  static constexpr std::uint64_t sector_bytes = 512;

  RootSector(FileSystem& files, RootFlaw flaw) : files_(files), flaw_(flaw) {}

  static std::string sector_of(std::uint64_t place, std::uint64_t length) {
    std::string sector;
    append_frame({FrameKind::header, place, std::to_string(length)}, sector);
    sector.resize(sector_bytes);
    return sector;
  }

  Result<void> recover() {
    TRY_ASSIGN(data_, files_.open("data", OpenMode::create));
    TRY_ASSIGN(auto names, files_.list("/"));
    if (!std::ranges::count(names, "root")) TRY(create_root());
    TRY_ASSIGN(root_, files_.open("root", OpenMode::write));
    TRY(sync_file(*root_));
    TRY(sync_file(*data_));
    TRY(files_.sync_dir("/"));
    TRY_ASSIGN(sector_, read(*root_, 0, sector_bytes));
    auto root = frame_at(sector_);
    if (!root) return Error{ErrorCode::corrupt};
    std::uint64_t length = std::stoull(std::string(root->key));
    TRY_ASSIGN(std::string all, read(*data_, root->number, length));
    auto frame = frame_at(all);
    if (!frame && length > 0) return Error{ErrorCode::corrupt};
    end_ = root->number + length;
    if (!frame) return {};
    std::string_view pairs = frame->value;
    while (auto pair = frame_at(pairs)) {
      map_.insert_or_assign(std::string(pair->key), std::string(pair->value));
      pairs.remove_prefix(pair->bytes());
    }
    return {};
  }

  // Under another name, so that the root is never there in part.
  Result<void> create_root() {
    TRY_ASSIGN(auto file, files_.open("root.tmp", OpenMode::replace));
    TRY(write_full(*file, 0, as_bytes(sector_of(0, 0))));
    TRY(sync_file(*file));
    return files_.rename("root.tmp", "root");
  }

  static Result<std::string> read(File& file, std::uint64_t place, std::uint64_t length) {
    std::string bytes(length, '\0');
    TRY(read_full(file, place, as_mutable_bytes(bytes)));
    return bytes;
  }

  Result<void> write(OrderedMap changed) {
    if (refuses_) return Error{ErrorCode::refused};
    std::string all;
    for (const auto& [key, value] : changed) append_frame({FrameKind::set, 0, key, value}, all);
    std::string frame;
    append_frame({FrameKind::header, 0, {}, all}, frame);
    TRY(write_full(*data_, end_, as_bytes(frame)));
    if (!has(RootFlaw::root_comes_first)) TRY(sync_file(*data_));
    std::string sector = sector_of(end_, frame.size());
    Result<void> written = write_full(*root_, 0, as_bytes(sector));
    // It may be there: nothing may be written where it points.
    end_ += frame.size();
    if (!written.ok()) {
      // It may be there in part.
      refuses_ = !write_full(*root_, 0, as_bytes(sector_)).ok() || !sync_file(*root_).ok();
      return written;
    }
    sector_ = std::move(sector);
    TRY(sync_file(*root_));
    if (has(RootFlaw::root_comes_first)) TRY(sync_file(*data_));
    map_ = std::move(changed);
    return {};
  }

  bool has(RootFlaw flaw) const { return flaw_ == flaw; }

  Result<void> sync_file(File& file) {
    Result<void> synced = file.sync();
    if (synced.ok()) return {};
    refuses_ = true;
    // If this fails as well, nothing is left that could be done.
    static_cast<void>(dirty_again(file, 0, std::numeric_limits<std::uint64_t>::max()));
    return synced;
  }

  FileSystem& files_;
  RootFlaw flaw_;
  OrderedMap map_;
  std::unique_ptr<File> data_;
  std::unique_ptr<File> root_;
  std::string sector_;  // what the root holds
  std::uint64_t end_ = 0;
  bool refuses_ = false;
};

// The root is on the disk before what it points to.
void loses_the_data_and_not_the_root(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.close();
  lives.set("b", "2");
  lives.cut_losing("data", "sync root");
  lives.expect("a", "1");
}

}  // namespace

std::vector<CanaryPair> root_sector_pairs() {
  return {canary_pair("root-comes-first", CanaryKind::accuse, RootFlaw::root_comes_first,
                      SyncPolicy::always, {}, RootSector::open, loses_the_data_and_not_the_root)};
}

}  // namespace powercut
