// Goal: an audit has a witness for each sync that a store needs, and none for one that does
// nothing; a store that is wrong as it is is not audited. Method: a map in one file, with a sync
// too many.
#include "powercut/harness/audit_syncs.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <iomanip>
#include <map>
#include <sstream>

#include "engine/io/macros.h"
#include "harness/audit/sync_site.h"
#include "harness/canary/toy_store_test.h"
#include "powercut/harness/plan_text.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class WholeMap : public Store {
 public:
  WholeMap(Environment& environment, bool is_wasteful)
      : files_(environment.files), is_wasteful_(is_wasteful) {}

  Result<void> recover() {
    TRY_ASSIGN(auto file, files_.open("map", OpenMode::create));
    TRY_ASSIGN(auto size, file->size());
    std::string bytes(size, '\0');
    TRY(read_full(*file, 0, as_mutable_bytes(bytes)));
    std::istringstream in(bytes);
    std::string key;
    std::string value;
    while (in >> std::quoted(key) >> std::quoted(value)) map_[key] = value;
    return save(map_);
  }
  Result<void> set(std::string_view key, std::string_view value) override {
    auto next = map_;
    next.insert_or_assign(std::string(key), value);
    return save(std::move(next));
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    auto found = map_.find(std::string(key));
    if (found != map_.end()) value = found->second;
    return found != map_.end();
  }
  Result<bool> remove(std::string_view key) override {
    auto next = map_;
    if (next.erase(std::string(key)) == 0) return false;
    TRY(save(std::move(next)));
    return true;
  }
  Result<void> scan(const KeyRange&, const ScanVisitor& visit) override {
    for (const auto& [key, value] : map_) {
      if (!visit(key, value)) break;
    }
    return {};
  }

 private:
  using Map = std::map<std::string, std::string>;

  Result<void> save(Map next) {
    if (std::exchange(has_failed_, true)) return Error{ErrorCode::refused};
    std::ostringstream text;
    for (const auto& [key, value] : next) text << std::quoted(key) << std::quoted(value);
    const std::string bytes = text.str();
    TRY_ASSIGN(auto file, files_.open("new", OpenMode::replace));
    TRY(write_full(*file, 0, as_bytes(bytes)));
    TRY(file->sync());
    if (is_wasteful_) TRY(sync_in_vain());
    TRY(files_.rename("new", "map"));
    TRY(files_.sync_dir("/"));
    map_ = std::move(next);
    has_failed_ = false;
    return {};
  }
  // The rename is what must be durable, and comes later.
  [[gnu::noinline]] Result<void> sync_in_vain() { return files_.sync_dir("/"); }

  FileSystem& files_;
  bool is_wasteful_;
  bool has_failed_ = false;
  Map map_;
};

StoreUnderTest whole_map(bool is_wasteful) {
  return {.name = "whole-map",
          .summary = "a map in one file",
          .open = [is_wasteful](Environment& environment) -> Result<std::unique_ptr<Store>> {
            auto store = std::make_unique<WholeMap>(environment, is_wasteful);
            TRY(store->recover());
            return std::unique_ptr<Store>(std::move(store));
          }};
}

// As much as it takes, whatever the machine.
const CheckOptions little_work{
    .models = {"ext4", "xfs"}, .worlds = 200, .plans = 40, .cpu_limit = std::chrono::minutes(10)};

// A recovery writes what it has read: to sync the name again is not needed for these promises.
bool is_of_recovery(const AuditedSync& sync) { return sync.stack.contains("recover"); }

TEST(SyncAudit, has_a_witness_for_each_sync_that_a_change_needs) {
  if (!sites_name_functions()) GTEST_SKIP() << "this build has no libbacktrace";
  const SyncAudit audit = audit_syncs(whole_map(false), little_work);
  // A set, a remove and a recovery each sync the file and the directory.
  EXPECT_THAT(audit.syncs, SizeIs(6)) << audit.text();
  for (const AuditedSync& sync : audit.syncs) {
    EXPECT_GT(sync.calls, 0U);
    if (is_of_recovery(sync)) continue;
    EXPECT_TRUE(sync.witness.has_value()) << sync.place << audit.text();
  }
}

TEST(SyncAudit, has_none_for_a_sync_that_does_nothing) {
  if (!sites_name_functions()) GTEST_SKIP() << "this build has no libbacktrace";
  const SyncAudit audit = audit_syncs(whole_map(true), little_work);
  EXPECT_FALSE(audit.needs_all());
  std::size_t in_vain = 0;
  for (const AuditedSync& sync : audit.syncs) {
    const bool is_in_vain = sync.stack.contains("sync_in_vain");
    in_vain += is_in_vain ? 1 : 0;
    if (is_of_recovery(sync)) continue;
    EXPECT_NE(sync.witness.has_value(), is_in_vain) << audit.text();
  }
  EXPECT_EQ(in_vain, 3U) << audit.text();
  EXPECT_THAT(audit.text(), HasSubstr("no witness"));
}

TEST(SyncAudit, shows_a_witness_again_in_the_store_without_the_sync_alone) {
  const SyncAudit audit = audit_syncs(whole_map(false), little_work);
  const auto needed = std::ranges::find_if(
      audit.syncs, [](const AuditedSync& sync) { return sync.witness.has_value(); });
  ASSERT_NE(needed, audit.syncs.end());
  const FindingPlace& place = needed->witness->place;
  const auto plan = parse_plan(place.workload);
  ASSERT_TRUE(plan.has_value()) << place.workload;
  const std::string point = place.crash ? to_text(*place.crash) : std::string(run_itself);
  EXPECT_FALSE(
      check_state(without_sync(whole_map(false), needed->place), *plan, place.model, point).holds);
  EXPECT_TRUE(check_state(whole_map(false), *plan, place.model, point).holds);
}

TEST(SyncAudit, finds_nothing_wrong_where_no_sync_is_left_out) {
  EXPECT_TRUE(
      check_store(without_sync(whole_map(false), "sync@nowhere.cc:1"), little_work).holds());
}

TEST(SyncAudit, asks_for_a_store_that_is_right) {
  const SyncAudit audit = audit_syncs(toy_store(Defect::skips_removals), little_work);
  ASSERT_TRUE(audit.finding.has_value());
  EXPECT_THAT(audit.syncs, SizeIs(0));
  EXPECT_FALSE(audit.needs_all());
  EXPECT_THAT(audit.text(), HasSubstr("mend that first"));
}

}  // namespace
}  // namespace powercut
