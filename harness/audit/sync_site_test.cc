// Goal: a site names the lines that ask for a sync, and no line of the harness. Method: functions
// that ask from known places, also through a helper and a std::function.
#include "harness/audit/sync_site.h"

#include <gmock/gmock.h>

#include <functional>

namespace powercut {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Stands for the file interface.
[[gnu::noinline]] SyncSite asked_sync() {
  SyncSite site = sync_site(CallKind::sync, __builtin_frame_address(0));
  site.stack += "";
  return site;
}

[[gnu::noinline]] SyncSite sync_in_helper() {
  SyncSite site = asked_sync();
  site.stack += "";
  return site;
}

[[gnu::noinline]] SyncSite commit_of_store() {
  SyncSite site = sync_in_helper();
  site.stack += "";  // not the last act, which would leave no frame
  return site;
}

[[gnu::noinline]] SyncSite roll_of_store() {
  SyncSite site = sync_in_helper();
  site.stack += "";  // not the last act, which would leave no frame
  return site;
}

[[gnu::noinline]] SyncSite called_by_harness(const std::function<SyncSite()>& store) {
  const StoreFrames frames;
  SyncSite site = store();
  site.stack += "";  // not the last act, which would leave no frame
  return site;
}

TEST(SyncSite, names_the_kind_and_the_lines_that_led_there) {
  const SyncSite site = called_by_harness(commit_of_store);
  EXPECT_THAT(site.id, StartsWith("sync@"));
  if (!sites_name_functions()) GTEST_SKIP() << "this build has no libbacktrace";
  EXPECT_THAT(site.id, HasSubstr("sync_site_test.cc:"));
  EXPECT_THAT(site.stack, HasSubstr("sync_in_helper"));
  EXPECT_THAT(site.stack, HasSubstr("commit_of_store"));
  EXPECT_THAT(site.stack, Not(HasSubstr("asked_sync")));
}

TEST(SyncSite, ends_where_the_harness_called_the_store) {
  const SyncSite site = called_by_harness(commit_of_store);
  EXPECT_THAT(site.stack, Not(HasSubstr("called_by_harness")));
  EXPECT_THAT(site.stack, Not(HasSubstr("SyncSite_")));
}

TEST(SyncSite, tells_apart_those_who_share_a_helper) {
  EXPECT_NE(called_by_harness(commit_of_store).id, called_by_harness(roll_of_store).id);
}

TEST(SyncSite, is_the_same_each_time_and_from_every_caller_of_the_store) {
  const SyncSite first = called_by_harness(commit_of_store);
  const auto other_caller = [] { return called_by_harness(commit_of_store); };
  EXPECT_EQ(other_caller().id, first.id);
  EXPECT_EQ(called_by_harness(commit_of_store).id, first.id);
}

TEST(SyncSite, differs_by_the_kind_of_the_call) {
  const auto asked = [](CallKind kind) { return sync_site(kind, __builtin_frame_address(0)).id; };
  EXPECT_THAT(asked(CallKind::sync_dir), StartsWith("sync_dir@"));
  EXPECT_THAT(asked(CallKind::sync_data), StartsWith("sync_data@"));
}

}  // namespace
}  // namespace powercut
