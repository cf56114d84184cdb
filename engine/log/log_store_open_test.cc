// The steps of open, their order, and what is left when one of them fails.
#include "engine/log/log_store_test.h"

namespace powercut {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsSupersetOf;
using testing::Not;
using testing::Pair;

using LogStoreOpen = LogStoreTest;

TEST_F(LogStoreOpen, makes_durable_what_it_is_about_to_believe_before_it_reads_it) {
  write_file(log_path_, demo_log());
  EXPECT_THAT(try_open(), is_ok());
  EXPECT_THAT(files_.take_calls(),
              ElementsAre("lock log.lock", "remove log.compact", "open log create", "open log read",
                          "sync log", "sync_dir", "size log", "read log"));
}

TEST_F(LogStoreOpen, makes_the_cut_durable_before_anything_is_appended) {
  write_file(log_path_, demo_log() + "torn");
  EXPECT_THAT(try_open(), is_ok());
  EXPECT_THAT(
      files_.take_calls(),
      ElementsAre("lock log.lock", "remove log.compact", "open log create", "open log read",
                  "sync log", "sync_dir", "size log", "read log", "truncate log", "sync log"));
}

TEST_F(LogStoreOpen, never_syncs_a_directory_as_the_guide_wrote_it) {
  open({.sync_directory = false});
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  EXPECT_THAT(store_->compact(), is_ok());
  EXPECT_THAT(files_.take_calls(), Not(Contains("sync_dir")));
  store_.reset();
  EXPECT_THAT(try_open({.sync_directory = false}), is_ok());
  EXPECT_THAT(files_.take_calls(), Not(Contains("sync_dir")));
}

TEST_F(LogStoreOpen, removes_a_stray_compacted_log) {
  write_file(log_path_, demo_log());
  write_file(log_path_ + ".compact", city_record());
  open();
  EXPECT_FALSE(std::filesystem::exists(log_path_ + ".compact"));
  EXPECT_THAT(contents_of(*store_), ElementsAre(Pair("name", "Grace")));
}

TEST_F(LogStoreOpen, does_not_touch_the_files_of_a_store_that_is_open) {
  open();
  EXPECT_THAT(try_open(), fails_with(ErrorCode::locked));
  EXPECT_THAT(files_.take_calls(), ElementsAre("lock log.lock"));
}

TEST_F(LogStoreOpen, writes_again_what_it_could_not_sync) {
  write_file(log_path_, demo_log());
  files_.fail("sync log");
  EXPECT_THAT(try_open(), fails_with(ErrorCode::io_failed));
  EXPECT_THAT(files_.take_calls(),
              IsSupersetOf({"sync log", "read log", "write log", "truncate log"}));
  EXPECT_EQ(log_bytes(), demo_log());
  open();
  EXPECT_THAT(contents_of(*store_), ElementsAre(Pair("name", "Grace")));
}

TEST_F(LogStoreOpen, cuts_again_what_it_could_not_cut_durably) {
  write_file(log_path_, demo_log() + "torn");
  files_.fail("sync log", ErrorCode::io_failed, 2);
  EXPECT_THAT(try_open(), fails_with(ErrorCode::io_failed));
  const std::vector<std::string> calls = files_.take_calls();
  EXPECT_EQ(calls.back(), "truncate log") << "a cut that no sync covered is made once more";
  EXPECT_EQ(log_bytes(), demo_log());
}

TEST_F(LogStoreOpen, fails_with_any_of_its_calls_and_loses_nothing) {
  write_file(log_path_, demo_log() + "torn");
  EXPECT_THAT(try_open(), is_ok());
  std::vector<std::string> calls = files_.take_calls();
  std::ranges::sort(calls);
  calls.erase(std::unique(calls.begin(), calls.end()), calls.end());
  for (const std::string& call : calls) {
    write_file(log_path_, demo_log() + "torn");
    files_.fail(call);
    EXPECT_THAT(try_open(), fails_with(ErrorCode::io_failed)) << call;
    EXPECT_THAT(read_file(log_path_), testing::StartsWith(demo_log())) << call;
    open();
    EXPECT_THAT(contents_of(*store_), ElementsAre(Pair("name", "Grace"))) << call;
    store_.reset();
  }
}

TEST_F(LogStoreOpen, finds_an_empty_store_in_a_gigabyte_of_zeros) {
  write_file(log_path_, "");
  std::filesystem::resize_file(log_path_, std::uintmax_t{1} << 30);
  EXPECT_THAT(try_open(), is_ok());
  const std::vector<std::string> calls = files_.take_calls();
  EXPECT_EQ(std::ranges::count(calls, "read log"), 1);
  open();
  EXPECT_EQ(contents_of(*store_), Contents{});
  EXPECT_EQ(log_bytes(), "");
}

}  // namespace
}  // namespace powercut
