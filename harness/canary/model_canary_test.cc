// Goal: the real models see what known wrong ones cannot. Method: the same store on the disk as it
// is, where it is caught, and on a disk as a wrong model would have it, where it passes: so the
// catch rests on just that difference.
#include <gtest/gtest.h>

#include "engine/io/macros.h"
#include "engine/ordered_map.h"
#include "harness/canary/lenient_disk_test.h"
#include "harness/catalog/catalog.h"
#include "powercut/harness/check_store.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

// Writes each change to a file of its own and closes it, and believes that to be enough.
class CloseIsEnough : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment) {
    std::unique_ptr<CloseIsEnough> store(new CloseIsEnough(environment.files));
    TRY(environment.files.sync_dir("/"));
    TRY_ASSIGN(auto names, environment.files.list("/"));
    for (const std::string& name : names) {
      TRY_ASSIGN(auto file, environment.files.open(name, OpenMode::read));
      TRY_ASSIGN(std::uint64_t size, file->size());
      std::string value(size, '\0');
      TRY(read_full(*file, 0, as_mutable_bytes(value)));
      // Without its last byte the value is not all there.
      if (!value.ends_with('.')) continue;
      value.pop_back();
      store->map_[name] = value;
    }
    return std::unique_ptr<Store>(std::move(store));
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    if (auto known = map_.find(key); known != map_.end()) {
      if (known->second == value) return {};
      return Error{ErrorCode::unsupported};
    }
    {
      TRY_ASSIGN(auto file, files_.open(key, OpenMode::create));
      TRY(write_full(*file, 0, as_bytes(std::string(value) + ".")));
    }
    TRY(files_.sync_dir("/"));
    map_.emplace(key, value);
    return {};
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return get_from(map_, key, value);
  }
  Result<bool> remove(std::string_view) override { return Error{ErrorCode::unsupported}; }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    scan_map(map_, range, visit);
    return {};
  }

 private:
  explicit CloseIsEnough(FileSystem& files) : files_(files) {}

  FileSystem& files_;
  OrderedMap map_;
};

TEST(ModelCanary, a_file_sync_that_made_names_durable_would_hide_what_the_guide_forgets) {
  const StoreUnderTest& control = *find_store("log-no-sync-dir");
  CheckOptions options{.workloads = {"demo", "counter", "aged", "restarts"},
                       .models = {"in-order", "synced-only", "process-kill"}};
  CheckResult real = check_store(control, options);
  EXPECT_TRUE(real.found(FindingKind::lost, "synced-only")) << real;
  EXPECT_TRUE(real.found(FindingKind::undone, "synced-only")) << real;
  EXPECT_EQ(real.failed_states({}), real.failed_states("synced-only")) << real;
  CheckResult blind = check_store(on_lenient_disk(control, Leniency::names_with_files), options);
  EXPECT_TRUE(blind.holds()) << blind;
}

// Goal: each of the two syncs that log-no-sync-dir forgets is missed by itself. Method: a store
// that begins on an empty disk and never compacts, and one whose log was durable before the
// recording began.
TEST(ModelCanary, the_guide_fails_at_its_creation_and_after_its_compaction) {
  const StoreUnderTest& control = *find_store("log-no-sync-dir");
  std::vector<std::string> models{"in-order", "synced-only"};
  CheckResult created = check_store(control, {.workloads = {"demo"}, .models = models});
  EXPECT_TRUE(created.found(FindingKind::lost, "synced-only")) << created;
  EXPECT_EQ(created.failed_states("in-order"), 0U) << created;
  CheckResult compacted = check_store(control, {.workloads = {"aged"}, .models = models});
  EXPECT_TRUE(compacted.found(FindingKind::lost, "synced-only")) << compacted;
  EXPECT_EQ(compacted.failed_states("in-order"), 0U) << compacted;
}

TEST(ModelCanary, a_close_that_synced_would_hide_a_store_that_only_closes_its_files) {
  StoreUnderTest store{
      .name = "close-is-enough", .summary = "never syncs", .open = CloseIsEnough::open};
  CheckOptions options{.workloads = {"demo"},
                       .models = {"in-order", "synced-only", "process-kill"},
                       .exploration = {.depth = 0}};
  CheckResult real = check_store(store, options);
  EXPECT_TRUE(real.found(FindingKind::lost, "synced-only")) << real;
  EXPECT_EQ(real.failed_states({}), real.failed_states("synced-only")) << real;
  CheckResult blind = check_store(on_lenient_disk(store, Leniency::syncs_on_close), options);
  EXPECT_TRUE(blind.holds()) << blind;
}

// Goal: it takes cuts inside a write to see a record torn. Method: the model without such cuts,
// beside those with them.
TEST(ModelCanary, only_models_that_cut_inside_a_write_show_a_torn_rewrite) {
  CheckOptions options{.workloads = {"demo"},
                       .models = {"in-order", "synced-only", "process-kill"},
                       .exploration = {.depth = 0}};
  CheckResult real = check_store(*find_store("snapshot"), options);
  EXPECT_TRUE(real.found(FindingKind::unopenable, "in-order")) << real;
  EXPECT_TRUE(real.found(FindingKind::unopenable, "process-kill")) << real;
  EXPECT_FALSE(real.found(FindingKind::unopenable, "synced-only")) << real;
}

}  // namespace
}  // namespace powercut
