// A store of one's own: a file for each key. A new value is written beside the old one, synced, and
// renamed over it.
#pragma once
#include <powercut/harness/store_under_test.h>
#include <powercut/io/transfer.h>

class FilePerKey : public powercut::Store {
 public:
  FilePerKey(powercut::FileSystem& files, bool syncs) : files_(files), syncs_(syncs) {}

  powercut::Result<void> set(std::string_view key, std::string_view value) override {
    POWERCUT_TRY_ASSIGN(auto file, files_.open("new", powercut::OpenMode::replace));
    POWERCUT_TRY(powercut::write_full(*file, 0, powercut::as_bytes(value)));
    if (syncs_) POWERCUT_TRY(file->sync());
    POWERCUT_TRY(files_.rename("new", path_of(key)));
    return files_.sync_dir("/");
  }
  powercut::Result<bool> get(std::string_view key, std::string& value) override {
    auto file = files_.open(path_of(key), powercut::OpenMode::read);
    if (!file.ok()) return none_or(file.error());
    POWERCUT_TRY_ASSIGN(auto size, (*file)->size());
    value.resize(size);
    POWERCUT_TRY(powercut::read_full(**file, 0, powercut::as_mutable_bytes(value)));
    return true;
  }
  powercut::Result<bool> remove(std::string_view key) override {
    auto removed = files_.remove(path_of(key));
    if (!removed.ok()) return none_or(removed.error());
    POWERCUT_TRY(files_.sync_dir("/"));
    return true;
  }
  powercut::Result<void> scan(const powercut::KeyRange&,
                              const powercut::ScanVisitor& visit) override {
    POWERCUT_TRY_ASSIGN(auto names, files_.list("/"));
    for (std::string value; const std::string& name : names) {
      if (!name.starts_with("key ")) continue;
      POWERCUT_TRY(get(name.substr(4), value));
      if (!visit(name.substr(4), value)) break;
    }
    return {};
  }
  // A process that was killed may have left all in the cache alone; a rename that the power cut
  // may have left both names.
  static powercut::Result<void> recover(powercut::FileSystem& files) {
    POWERCUT_TRY_ASSIGN(auto names, files.list("/"));
    if (std::erase(names, "new") > 0) POWERCUT_TRY(files.remove("new"));
    for (const std::string& name : names) {
      POWERCUT_TRY_ASSIGN(auto file, files.open(name, powercut::OpenMode::write));
      POWERCUT_TRY(file->sync());
    }
    return files.sync_dir("/");
  }

 private:
  static std::string path_of(std::string_view key) { return "key " + std::string(key); }
  static powercut::Result<bool> none_or(const powercut::Error& error) {
    if (error.code == powercut::ErrorCode::not_found) return false;
    return error;
  }
  powercut::FileSystem& files_;
  bool syncs_;
};

inline powercut::StoreUnderTest file_per_key(std::string name, bool syncs) {
  return {.name = std::move(name),
          .summary = "one file for each key",
          .open = [syncs](powercut::Environment& environment)
              -> powercut::Result<std::unique_ptr<powercut::Store>> {
            POWERCUT_TRY(FilePerKey::recover(environment.files));
            return std::unique_ptr<powercut::Store>(new FilePerKey(environment.files, syncs));
          },
          .fails_under = {"atomic-renames"}};
}
