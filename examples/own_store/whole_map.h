// A store of one's own: all keys and values in one file, which each change replaces by a rename.
#pragma once
#include <powercut/harness/store_under_test.h>
#include <powercut/io/transfer.h>

#include <map>
#include <sstream>

class WholeMap : public powercut::Store {
 public:
  WholeMap(powercut::FileSystem& files, bool syncs) : files_(files), syncs_(syncs) {}

  powercut::Result<void> recover() {
    auto file = files_.open("map", powercut::OpenMode::read);
    if (!file.ok() && file.error().code != powercut::ErrorCode::not_found) return file.error();
    if (file.ok()) {
      POWERCUT_TRY_ASSIGN(auto size, (*file)->size());
      std::string bytes(size, '\0');
      POWERCUT_TRY(powercut::read_full(**file, 0, powercut::as_mutable_bytes(bytes)));
      std::istringstream in(bytes);
      for (std::size_t key = 0, value = 0; in >> key >> value && in.get() == '\n';) {
        if (key + value > size) return powercut::Error{powercut::ErrorCode::corrupt};
        std::string both(key + value, '\0');
        in.read(both.data(), static_cast<std::streamsize>(both.size()));
        map_.emplace(both.substr(0, key), both.substr(key));
      }
    }
    return save(map_);  // what was read may be in the cache alone, and is written anew
  }
  powercut::Result<void> set(std::string_view key, std::string_view value) override {
    auto next = map_;
    next.insert_or_assign(std::string(key), value);
    return save(std::move(next));
  }
  powercut::Result<bool> get(std::string_view key, std::string& value) override {
    auto found = map_.find(key);
    if (found != map_.end()) value = found->second;
    return found != map_.end();
  }
  powercut::Result<bool> remove(std::string_view key) override {
    auto next = map_;
    if (next.erase(std::string(key)) == 0) return false;
    POWERCUT_TRY(save(std::move(next)));
    return true;
  }
  powercut::Result<void> scan(const powercut::KeyRange&,
                              const powercut::ScanVisitor& visit) override {
    for (const auto& [key, value] : map_) {
      if (!visit(key, value)) break;
    }
    return {};
  }

 private:
  using Map = std::map<std::string, std::string, std::less<>>;

  // After an error nobody knows what the file holds: no more changes until the next open.
  powercut::Result<void> save(Map next) {
    if (failed_) return powercut::Error{powercut::ErrorCode::refused};
    failed_ = true;
    std::string bytes;
    for (const auto& [key, value] : next) {
      bytes += std::to_string(key.size()) + ' ' + std::to_string(value.size()) + '\n' + key + value;
    }
    POWERCUT_TRY_ASSIGN(auto file, files_.open("new", powercut::OpenMode::replace));
    POWERCUT_TRY(powercut::write_full(*file, 0, powercut::as_bytes(bytes)));
    if (syncs_) POWERCUT_TRY(file->sync());
    POWERCUT_TRY(files_.rename("new", "map"));
    POWERCUT_TRY(files_.sync_dir("/"));
    map_ = std::move(next);
    failed_ = false;
    return {};
  }
  powercut::FileSystem& files_;
  bool syncs_, failed_ = false;
  Map map_;
};

inline powercut::StoreUnderTest whole_map(std::string name, bool syncs) {
  return {.name = std::move(name),
          .summary = "one file with all in it",
          .open = [syncs](powercut::Environment& environment)
              -> powercut::Result<std::unique_ptr<powercut::Store>> {
            auto store = std::make_unique<WholeMap>(environment.files, syncs);
            POWERCUT_TRY(store->recover());
            return std::unique_ptr<powercut::Store>(std::move(store));
          },
          // Where a rename falls apart, the old name may go and no new one come.
          .fails_under = {"posix-min"}};
}
