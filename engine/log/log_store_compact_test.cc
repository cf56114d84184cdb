// Compaction: what it keeps, in which order it makes it durable, and what each failing step leaves.
#include "engine/log/log_store_test.h"

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::Pair;

class LogStoreCompact : public LogStoreTest {
 protected:
  // Three live records among waste, and the log that compaction is to make of them.
  void fill() {
    open();
    Batch batch;
    batch.set("b", "1");
    batch.set("a", "2");
    EXPECT_THAT(store_->set("c", "0"), is_ok());
    EXPECT_THAT(store_->set("gone", "0"), is_ok());
    EXPECT_THAT(store_->apply(batch), is_ok());
    EXPECT_THAT(store_->set("c", "3"), is_ok());
    EXPECT_THAT(store_->remove("gone"), has_value_of(true));
    files_.take_calls();
  }

  void expect_contents() {
    EXPECT_THAT(contents_of(*store_), ElementsAre(Pair("a", "2"), Pair("b", "1"), Pair("c", "3")));
  }

  static std::string compacted() {
    std::string log;
    EXPECT_THAT(encode_set("b", "1", log), is_ok());
    EXPECT_THAT(encode_set("a", "2", log), is_ok());
    EXPECT_THAT(encode_set("c", "3", log), is_ok());
    return log;
  }

  bool compacted_file_is_there() const { return std::filesystem::exists(log_path_ + ".compact"); }
};

TEST_F(LogStoreCompact, keeps_the_live_records_in_the_order_of_the_log) {
  fill();
  EXPECT_THAT(store_->compact(), is_ok());
  EXPECT_EQ(log_bytes(), compacted());
  EXPECT_EQ(store_->stats().wasted_bytes, 0U);
  expect_contents();
  EXPECT_THAT(store_->compact(), is_ok());
  EXPECT_EQ(log_bytes(), compacted());
  reopen();
  expect_contents();
}

TEST_F(LogStoreCompact, makes_the_new_log_durable_before_its_name_and_then_the_name) {
  fill();
  EXPECT_THAT(store_->compact(), is_ok());
  EXPECT_THAT(
      files_.take_calls(),
      ElementsAre("open log.compact replace", "read log", "write log.compact", "sync log.compact",
                  "open log.compact read", "rename log.compact log", "sync_dir"));
}

TEST_F(LogStoreCompact, takes_changes_in_the_new_log_afterwards) {
  fill();
  EXPECT_THAT(store_->compact(), is_ok());
  EXPECT_THAT(store_->set("d", "4"), is_ok());
  EXPECT_THAT(store_->remove("a"), has_value_of(true));
  reopen();
  EXPECT_THAT(contents_of(*store_), ElementsAre(Pair("b", "1"), Pair("c", "3"), Pair("d", "4")));
}

TEST_F(LogStoreCompact, copies_records_larger_than_its_buffers) {
  open({.policy = SyncPolicy::never});
  const Contents contents = {{"a", std::string(700'000, 'a')},
                             {std::string(600'000, 'b'), std::string(300'000, 'b')},
                             {"c", std::string(262'144, 'c')},
                             {"d", ""}};
  for (const auto& [key, value] : contents) {
    EXPECT_THAT(store_->set(key, "waste"), is_ok());
    EXPECT_THAT(store_->set(key, value), is_ok());
  }
  EXPECT_THAT(store_->compact(), is_ok());
  EXPECT_EQ(contents_of(*store_), contents);
  reopen();
  EXPECT_EQ(contents_of(*store_), contents);
  EXPECT_EQ(store_->bytes_cut_at_open(), 0U);
  EXPECT_EQ(store_->stats().wasted_bytes, 0U);
}

TEST_F(LogStoreCompact, goes_on_in_the_old_log_when_a_step_before_the_rename_fails) {
  fill();
  const std::string before = log_bytes();
  for (const auto* call : {"open log.compact replace", "read log", "write log.compact",
                           "open log.compact read", "rename log.compact log"}) {
    files_.fail(call, ErrorCode::no_space);
    EXPECT_THAT(store_->compact(), fails_with(ErrorCode::no_space)) << call;
    EXPECT_EQ(log_bytes(), before);
    EXPECT_FALSE(compacted_file_is_there());
    expect_contents();
  }
  EXPECT_THAT(store_->set("a", "2"), is_ok());
  EXPECT_THAT(store_->compact(), is_ok());
  reopen();
  expect_contents();
}

TEST_F(LogStoreCompact, refuses_changes_after_a_failed_sync_of_the_new_log) {
  fill();
  const std::string before = log_bytes();
  files_.fail("sync log.compact");
  EXPECT_THAT(store_->compact(), fails_with(ErrorCode::io_failed));
  EXPECT_THAT(store_->set("a", "2"), fails_with(ErrorCode::refused));
  EXPECT_EQ(log_bytes(), before);
  EXPECT_FALSE(compacted_file_is_there());
  expect_contents();
}

TEST_F(LogStoreCompact, reads_the_new_log_and_refuses_changes_after_a_failed_sync_of_its_name) {
  fill();
  files_.fail("sync_dir");
  EXPECT_THAT(store_->compact(), fails_with(ErrorCode::io_failed));
  EXPECT_THAT(store_->set("a", "2"), fails_with(ErrorCode::refused));
  EXPECT_EQ(log_bytes(), compacted());
  expect_contents();
  reopen();
  expect_contents();
}

// A rename may happen and report an error all the same. The log in use then has no name any more:
// a record appended to it would be acknowledged and gone.
TEST_F(LogStoreCompact, takes_no_record_into_a_log_that_may_have_lost_its_name) {
  fill();
  files_.fail("rename log.compact log");
  files_.fail("remove log.compact", ErrorCode::not_found);
  EXPECT_THAT(store_->compact(), fails_with(ErrorCode::io_failed));
  EXPECT_THAT(store_->set("a", "2"), fails_with(ErrorCode::refused));
  expect_contents();
  reopen();
  expect_contents();
}

TEST_F(LogStoreCompact, makes_an_empty_log_of_an_empty_store) {
  open();
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  EXPECT_THAT(store_->remove("a"), has_value_of(true));
  EXPECT_THAT(store_->compact(), is_ok());
  EXPECT_EQ(log_bytes(), "");
  EXPECT_THAT(store_->set("a", "2"), is_ok());
  reopen();
  EXPECT_THAT(contents_of(*store_), ElementsAre(Pair("a", "2")));
}

TEST_F(LogStoreCompact, leaves_nothing_for_the_background_sync_to_do) {
  open({.policy = SyncPolicy::everysec});
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  EXPECT_THAT(store_->compact(), is_ok());
  files_.take_calls();
  time_.advance(std::chrono::seconds(5));
  EXPECT_THAT(files_.take_calls(), testing::IsEmpty());
  EXPECT_THAT(store_->set("a", "2"), is_ok());
  time_.advance(std::chrono::seconds(1));
  EXPECT_THAT(files_.take_calls(), ElementsAre("write log.compact", "sync log.compact"))
      << "a handle is noted by the name that its file was opened under";
}

}  // namespace
}  // namespace powercut
