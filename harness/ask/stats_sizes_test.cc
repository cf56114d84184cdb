// Goal: sizes in stats are held to the files, to a compaction and to a restart. Method: stats made
// by hand; wrong stores are in canary/wrong_stores (flawed_reads_test.cc).
#include "harness/ask/stats_sizes.h"

#include <gtest/gtest.h>

#include "harness/catalog/catalog.h"
#include "harness/judge/recording.h"
#include "powercut/harness/plan_text.h"
#include "powercut/harness/store_under_test.h"

namespace powercut {
namespace {

class StoreOfStats : public Store {
 public:
  explicit StoreOfStats(StoreStats stats) : stats_(stats) {}
  Result<void> set(std::string_view, std::string_view) override { return {}; }
  Result<bool> get(std::string_view, std::string&) override { return false; }
  Result<bool> remove(std::string_view) override { return false; }
  Result<void> scan(const KeyRange&, const ScanVisitor&) override { return {}; }
  StoreStats stats() const override { return stats_; }

 private:
  StoreStats stats_;
};

StoreOfStats telling(std::uint64_t file_bytes, std::uint64_t wasted_bytes) {
  return StoreOfStats({.keys = 1, .file_bytes = file_bytes, .wasted_bytes = wasted_bytes});
}

TEST(StatsSizes, are_no_more_than_all_files_have) {
  Disk disk;
  InodeId directory = disk.create_inode(InodeKind::directory);
  disk.set_entry(root_inode, "data", directory);
  for (const char* name : {"one", "two"}) {
    InodeId file = disk.create_inode(InodeKind::file);
    disk.write(file, 0, as_bytes("12345"));
    disk.set_entry(directory, name, file);
  }
  EXPECT_FALSE(StatsSizes::ask(telling(10, 0), disk).has_value());
  EXPECT_TRUE(StatsSizes::ask(telling(11, 0), disk).has_value());
}

TEST(StatsSizes, waste_nothing_when_a_compaction_has_returned) {
  EXPECT_FALSE(StatsSizes::ask_compacted(telling(10, 0)).has_value());
  EXPECT_TRUE(StatsSizes::ask_compacted(telling(10, 1)).has_value());
}

TEST(StatsSizes, are_the_same_after_a_restart_but_for_what_is_wasted) {
  StatsSizes sizes;
  EXPECT_FALSE(sizes.ask_after_restart(telling(10, 0)).has_value()) << "nothing was noted";
  sizes.note_before_restart(telling(10, 3));
  EXPECT_FALSE(sizes.ask_after_restart(telling(12, 5)).has_value());
  EXPECT_FALSE(sizes.ask_after_restart(telling(99, 5)).has_value()) << "asked once";
  sizes.note_before_restart(telling(10, 3));
  EXPECT_TRUE(sizes.ask_after_restart(telling(10, 4)).has_value());
}

// Goal: nothing is held against a store whose background work a restart has cut short.
TEST(StatsSizes, hold_nothing_against_what_a_restart_has_cut_short) {
  for (const char* plan :
       {"=set(a=x*100),set(b=x*100),set(a=x*100),set(b=x*100),set(a=x*100),set(b=x*100),step,kill,"
        "get(a)",
        "=set(a=x*100),set(b=x*100),set(a=x*100),set(b=x*100),set(a=x*100),step,step,reopen,step,"
        "step,step,kill,compact,kill,get(a)"}) {
    for (const char* store : {"cask", "cask-never", "log", "log-everysec", "atomic-snapshot"}) {
      EXPECT_TRUE(record(*find_store(store), parse_plan(plan).value()).live.empty())
          << store << " " << plan;
    }
  }
}

}  // namespace
}  // namespace powercut
