// A store of one's own: all keys and values in one file, which each change replaces by a rename.
#pragma once
#include <powercut/harness/store_under_test.h>
#include <powercut/io/transfer.h>

#include <iomanip>
#include <map>
#include <sstream>

class WholeMap : public powercut::Store {
 public:
  WholeMap(powercut::FileSystem& files, bool syncs) : files_(files), syncs_(syncs) {}

  powercut::Result<void> recover() {
    POWERCUT_TRY_ASSIGN(auto file, files_.open("map", powercut::OpenMode::create));
    POWERCUT_TRY_ASSIGN(auto size, file->size());
    std::string bytes(size, '\0'), key, value;
    POWERCUT_TRY(powercut::read_full(*file, 0, powercut::as_mutable_bytes(bytes)));
    std::istringstream in(bytes);
    while (in >> std::quoted(key) >> std::quoted(value)) map_[key] = value;
    return save(map_);  // what was read may be in the cache alone, and is written anew
  }
  powercut::Result<void> set(std::string_view key, std::string_view value) override {
    auto next = map_;
    next.insert_or_assign(std::string(key), value);
    return save(std::move(next));
  }
  powercut::Result<bool> get(std::string_view key, std::string& value) override {
    auto found = map_.find(std::string(key));
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
  using Map = std::map<std::string, std::string>;

  // After an error nobody knows what the file holds: no more changes until the next open.
  powercut::Result<void> save(Map next) {
    if (std::exchange(failed_, true)) return powercut::Error{powercut::ErrorCode::refused};
    std::ostringstream text;
    for (const auto& [key, value] : next) text << std::quoted(key) << std::quoted(value);
    const std::string bytes = text.str();
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
  using Opened = powercut::Result<std::unique_ptr<powercut::Store>>;
  return {.name = std::move(name),
          .open = [syncs](powercut::Environment& environment) -> Opened {
            auto store = std::make_unique<WholeMap>(environment.files, syncs);
            POWERCUT_TRY(store->recover());
            return Opened(std::move(store));
          },
          .fails_under = {"posix-min"}};  // where a rename may lose the old name and the new one
}
