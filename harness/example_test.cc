// How to test a store of one's own: a store, how to open it, and check_store().
#include <gtest/gtest.h>

#include "engine/io/macros.h"
#include "powercut/harness/check_store.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

// One file for each key: a new value is written beside the old one and renamed over it.
class FilePerKey : public Store {
 public:
  FilePerKey(FileSystem& files, bool syncs) : files_(files), syncs_(syncs) {}

  Result<void> set(std::string_view key, std::string_view value) override {
    TRY_ASSIGN(auto file, files_.open("new", OpenMode::replace));
    TRY(write_full(*file, 0, as_bytes(value)));
    if (syncs_) TRY(file->sync());
    TRY(files_.rename("new", path_of(key)));
    return files_.sync_dir("/");
  }

  Result<bool> get(std::string_view key, std::string& value) override {
    auto file = files_.open(path_of(key), OpenMode::read);
    if (!file.ok() && file.error().code == ErrorCode::not_found) return false;
    if (!file.ok()) return file.error();
    TRY_ASSIGN(auto size, (*file)->size());
    value.resize(size);
    TRY(read_full(**file, 0, as_mutable_bytes(value)));
    return true;
  }

  Result<bool> remove(std::string_view key) override {
    auto removed = files_.remove(path_of(key));
    if (!removed.ok() && removed.error().code == ErrorCode::not_found) return false;
    TRY(removed);
    TRY(files_.sync_dir("/"));
    return true;
  }

  Result<void> scan(const KeyRange&, const ScanVisitor& visit) override {
    TRY_ASSIGN(auto names, files_.list("/"));
    for (std::string value; const std::string& name : names) {
      if (!name.starts_with("key ")) continue;
      TRY(get(name.substr(4), value));
      if (!visit(name.substr(4), value)) break;
    }
    return {};
  }

  // Bytes that a killed process left are in the cache, and may be nowhere else. Once a reader has
  // seen them, they must stay. A rename that a crash on btrfs has cut leaves a key's file under
  // both names: it must not be emptied by the name "new".
  static Result<void> sync_all(FileSystem& files) {
    TRY_ASSIGN(auto names, files.list("/"));
    if (std::erase(names, "new") > 0) TRY(files.remove("new"));
    for (const std::string& name : names) {
      TRY_ASSIGN(auto file, files.open(name, OpenMode::write));
      TRY(file->sync());
    }
    return files.sync_dir("/");
  }

 private:
  static std::string path_of(std::string_view key) { return "key " + std::string(key); }

  FileSystem& files_;
  bool syncs_;
};

StoreUnderTest file_per_key(bool syncs) {
  return {.name = "file-per-key",
          .summary = "one file for each key",
          .open = [syncs](Environment& environment) -> Result<std::unique_ptr<Store>> {
            TRY(FilePerKey::sync_all(environment.files));
            return std::unique_ptr<Store>(new FilePerKey(environment.files, syncs));
          },
          // It relies on renames, and on removes that do not empty a file before its name goes.
          .fails_under = {"atomic-renames"}};
}

// The rename may reach the disk before the bytes do: the file of a new key is empty or zeros then.
// Over an older one ext4 has the size come first, and zeros in it.
TEST(Example, a_store_that_forgets_a_sync_is_caught) {
  CheckResult result = check_store(
      file_per_key(false), {.workloads = {"mixed-uniform"}, .models = {"in-order", "ext4", "xfs"}});
  EXPECT_TRUE(result.found(FindingKind::invented, "ext4")) << result;
  EXPECT_TRUE(result.found(FindingKind::invented, "xfs")) << result;
  EXPECT_EQ(result.failed_states("in-order"), 0U) << result;
}

TEST(Example, the_same_store_with_the_sync_holds) {
  CheckResult result = check_store(file_per_key(true), {.workloads = {"mixed-uniform"}});
  EXPECT_TRUE(result.holds()) << result;
}

// Its scans show every key: it has no ranges, and the text says that it was asked for none.
TEST(Example, the_text_says_what_was_not_asked) {
  CheckResult result =
      check_store(file_per_key(true), {.workloads = {"demo"}, .models = {"in-order"}});
  EXPECT_NE(result.text().find("not asked of file-per-key: D8, D12"), std::string::npos) << result;
  EXPECT_NE(result.text().find("ranges are not asked of file-per-key"), std::string::npos);
}

}  // namespace
}  // namespace powercut
