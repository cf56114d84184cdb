// TrustedNames: all keys in one file, which each change writes anew and renames. Ways to trust a
// name whose bytes no sync covers.
//
//   new      a frame whose value is all that is there, until its rename
//   all-G    generation G of it; the highest whole one counts, and the one before it is removed
//   all      with one name: each generation is renamed over the one before
//
// No order of a file system helps a new name: its bytes come when they like. A rename over a name
// has the size come first on ext4, and nothing on XFS; in the place of the bytes may be zeros.
#include <charconv>

#include "engine/io/macros.h"
#include "engine/ordered_map.h"
#include "harness/canary/wrong_stores/canary_pair_test.h"
#include "harness/canary/wrong_stores/frame_test.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

enum class NameFlaw : std::uint8_t {
  none,
  renamed_unsynced,        // only the directory is synced
  end_is_unsynced,         // the file is synced before its last bytes are appended
  over_one_name,           // right
  over_one_name_unsynced,  // as the first one
};

class TrustedNames : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy, NameFlaw flaw) {
    std::unique_ptr<TrustedNames> store(new TrustedNames(environment.files, flaw));
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
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    scan_map(map_, range, visit);
    return {};
  }

 private:
  TrustedNames(FileSystem& files, NameFlaw flaw) : files_(files), flaw_(flaw) {}

  bool has(NameFlaw flaw) const { return flaw_ == flaw; }

  std::string path() const {
    bool has_one = has(NameFlaw::over_one_name) || has(NameFlaw::over_one_name_unsynced);
    return has_one ? "all" : "all-" + std::to_string(generation_);
  }

  // Names that a killed process left may be in the cache alone.
  Result<void> recover() {
    TRY(files_.sync_dir("/"));
    TRY_ASSIGN(auto names, files_.list("/"));
    std::string newest;
    for (const std::string& name : names) {
      if (!name.starts_with("all")) continue;
      TRY_ASSIGN(auto file, files_.open(name, OpenMode::read));
      TRY_ASSIGN(std::uint64_t size, file->size());
      std::string bytes(size, '\0');
      TRY(read_full(*file, 0, as_mutable_bytes(bytes)));
      auto frame = frame_at(bytes);
      if (!frame || frame->number < generation_) continue;
      generation_ = frame->number;
      newest = name;
      take(frame->value);
    }
    // The next generation needs a new name.
    for (const std::string& name : names) {
      if (name.starts_with("all-")) generation_ = std::max(generation_, number_in(name));
      if (name != newest) TRY(files_.remove(name));
    }
    return {};
  }

  static std::uint64_t number_in(std::string_view name) {
    std::uint64_t number = 0;
    name.remove_prefix(name.find('-') + 1);
    std::from_chars(name.data(), name.data() + name.size(), number);
    return number;
  }

  void take(std::string_view all) {
    map_.clear();
    while (auto pair = frame_at(all)) {
      map_.insert_or_assign(std::string(pair->key), std::string(pair->value));
      all.remove_prefix(pair->bytes());
    }
  }

  Result<void> write(OrderedMap changed) {
    if (refuses_) return Error{ErrorCode::refused};
    std::string all;
    for (const auto& [key, value] : changed) append_frame({FrameKind::set, 0, key, value}, all);
    std::string frame;
    append_frame({FrameKind::header, generation_ + 1, {}, all}, frame);
    TRY(write_new(frame));
    std::string before = path();
    ++generation_;
    TRY(files_.rename("new", path()));
    refuses_ = !files_.sync_dir("/").ok();
    if (refuses_) return Error{ErrorCode::io_failed};
    map_ = std::move(changed);
    // If it stays, the next open removes it.
    if (before != path()) static_cast<void>(files_.remove(before));
    return {};
  }

  Result<void> write_new(std::string_view frame) {
    TRY_ASSIGN(auto file, files_.open("new", OpenMode::replace));
    std::size_t synced = has(NameFlaw::end_is_unsynced) ? frame_header_bytes : frame.size();
    TRY(write_full(*file, 0, as_bytes(frame.substr(0, synced))));
    bool syncs = !has(NameFlaw::renamed_unsynced) && !has(NameFlaw::over_one_name_unsynced);
    if (syncs) {
      Result<void> done = file->sync();
      refuses_ = !done.ok();
      TRY(done);
    }
    return write_full(*file, synced, as_bytes(frame.substr(synced)));
  }

  FileSystem& files_;
  NameFlaw flaw_;
  OrderedMap map_;
  std::uint64_t generation_ = 0;
  bool refuses_ = false;
};

void loses_what_no_sync_covered(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.set("b", "2");
  lives.cut_unsynced();
  lives.expect("a", "1");
  lives.expect("b", "2");
}

}  // namespace

std::vector<CanaryPair> trusted_names_pairs() {
  auto pair = [](std::string name, NameFlaw flaw, std::vector<std::string> fails_under = {},
                 NameFlaw none = NameFlaw::none) {
    CanaryPair made =
        canary_pair("names-" + name, CanaryKind::rows, flaw, SyncPolicy::always,
                    std::move(fails_under), TrustedNames::open, loses_what_no_sync_covered, none);
    made.shown_by = ext4_and_xfs;
    return made;
  };
  return {
      pair("renamed-unsynced", NameFlaw::renamed_unsynced),
      pair("end-is-unsynced", NameFlaw::end_is_unsynced),
      // Where a rename may leave neither name, the right one fails, too.
      pair("over-one-unsynced", NameFlaw::over_one_name_unsynced, {"posix-min"},
           NameFlaw::over_one_name),
  };
}

}  // namespace powercut
