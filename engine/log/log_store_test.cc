#include "engine/log/log_store.h"

#include "engine/log/log_store_test.h"

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST_F(LogStoreTest, writes_the_guides_demo_log_byte_for_byte) {
  open();
  EXPECT_THAT(store_->set("name", "Ada"), is_ok());
  EXPECT_THAT(store_->set("language", "python"), is_ok());
  EXPECT_THAT(store_->set("name", "Grace"), is_ok());
  EXPECT_THAT(store_->remove("language"), has_value_of(true));
  EXPECT_EQ(log_bytes(), demo_log());
  EXPECT_EQ(store_->stats().file_bytes, 86U);
  EXPECT_EQ(store_->stats().wasted_bytes, 86U - 21U);
}

TEST_F(LogStoreTest, cuts_the_torn_tail_of_the_guides_example) {
  write_file(log_path_, demo_log() + city_record().substr(0, 11));
  EXPECT_EQ(log_bytes().size(), 97U);
  open();
  EXPECT_THAT(contents_of(*store_), ElementsAre(Pair("name", "Grace")));
  EXPECT_EQ(log_bytes(), demo_log());
  EXPECT_EQ(store_->bytes_cut_at_open(), 11U);
}

TEST_F(LogStoreTest, compacts_the_guides_counter) {
  open({.policy = SyncPolicy::never});
  for (int i = 0; i < 1000; ++i) EXPECT_THAT(store_->set("counter", std::to_string(i)), is_ok());
  EXPECT_EQ(log_bytes().size(), 21'890U);
  EXPECT_EQ(store_->stats().wasted_bytes, 21'868U);
  EXPECT_THAT(store_->compact(), is_ok());
  EXPECT_EQ(log_bytes(),
            from_hex(record_vectors()["counter_log"]["compacted_hex"].get<std::string>()));
  EXPECT_EQ(store_->stats().file_bytes, 22U);
  EXPECT_EQ(store_->stats().wasted_bytes, 0U);
  EXPECT_EQ(get(*store_, "counter"), "999");
}

TEST_F(LogStoreTest, writes_nothing_for_a_key_that_is_not_there_or_an_empty_batch) {
  open();
  EXPECT_THAT(store_->remove("name"), has_value_of(false));
  EXPECT_THAT(store_->apply(Batch{}), is_ok());
  EXPECT_EQ(log_bytes(), "");
}

// The log is rotten: a call that read it would say so.
TEST_F(LogStoreTest, answers_contains_and_walk_from_the_index_alone) {
  open();
  EXPECT_THAT(store_->set("name", "Ada"), is_ok());
  write_file(log_path_, std::string(log_bytes().size(), 'x'));
  std::string value;
  EXPECT_THAT(store_->get("name", value), fails_with(ErrorCode::corrupt));
  EXPECT_THAT(store_->contains("name"), has_value_of(true));
  EXPECT_THAT(store_->contains("language"), has_value_of(false));
  std::vector<std::string> keys;
  EXPECT_THAT(store_->walk(0, 9, [&](std::string_view key) { keys.emplace_back(key); }),
              has_value_of(std::nullopt));
  EXPECT_THAT(keys, ElementsAre("name"));
}

TEST_F(LogStoreTest, writes_a_batch_as_one_record) {
  open();
  EXPECT_THAT(store_->set("a", "0"), is_ok());
  Batch batch;
  batch.set("a", "1");
  batch.set("b", "two");
  batch.remove("c");
  EXPECT_THAT(store_->apply(batch), is_ok());
  EXPECT_THAT(contents_of(*store_), ElementsAre(Pair("a", "1"), Pair("b", "two")));

  std::string expected;
  EXPECT_THAT(encode_set("a", "0", expected), is_ok());
  EXPECT_THAT(encode_batch(batch, expected), is_ok());
  EXPECT_EQ(log_bytes(), expected);
  const std::uint64_t live_bytes = 2 * record_header_bytes + 2 + 4;
  EXPECT_EQ(store_->stats().wasted_bytes, expected.size() - live_bytes);
}

TEST_F(LogStoreTest, loses_a_torn_batch_whole) {
  open();
  EXPECT_THAT(store_->set("a", "0"), is_ok());
  const std::string before = log_bytes();
  Batch batch;
  batch.set("a", "1");
  batch.set("b", "2");
  EXPECT_THAT(store_->apply(batch), is_ok());
  const std::string after = log_bytes();
  for (std::size_t size = before.size(); size < after.size(); ++size) {
    store_.reset();
    write_file(log_path_, after.substr(0, size));
    open();
    EXPECT_THAT(contents_of(*store_), ElementsAre(Pair("a", "0"))) << size;
    EXPECT_EQ(store_->bytes_cut_at_open(), size - before.size());
  }
}

TEST_F(LogStoreTest, refuses_what_its_format_cannot_hold) {
  open();
  const std::string_view too_long("", record_part_bytes_max + 1);  // only its size is looked at
  Batch batch;
  batch.set("k", std::string(batch_body_bytes_max, 'v'));
  EXPECT_THAT(store_->set(too_long, ""), fails_with(ErrorCode::too_large));
  EXPECT_THAT(store_->set("", too_long), fails_with(ErrorCode::too_large));
  EXPECT_THAT(store_->apply(batch), fails_with(ErrorCode::too_large));
  EXPECT_EQ(log_bytes(), "");
  EXPECT_THAT(store_->set("k", "v"), is_ok());
}

// Damage that comes after open: reported, never served (D8).
TEST_F(LogStoreTest, reports_a_record_that_is_not_what_was_written) {
  write_file(log_path_, demo_log());
  open();
  std::string value;
  const std::size_t record_of_grace = 45;
  for (std::size_t at = record_of_grace; at < 66; ++at) {
    std::string damaged = demo_log();
    damaged[at] ^= 0x20;
    write_file(log_path_, damaged);
    EXPECT_THAT(store_->get("name", value), fails_with(ErrorCode::corrupt)) << at;
    EXPECT_THAT(store_->scan({}, [](auto, auto) { return true; }), fails_with(ErrorCode::corrupt));
    EXPECT_THAT(store_->compact(), fails_with(ErrorCode::corrupt));
    EXPECT_EQ(log_bytes(), damaged) << "the only copy must stay";
  }
  write_file(log_path_, demo_log().substr(0, 60));
  EXPECT_THAT(store_->get("name", value), fails_with(ErrorCode::corrupt));
  write_file(log_path_, demo_log());
  EXPECT_THAT(store_->get("name", value), has_value_of(true));
}

// A good record in the wrong place: a misdirected write.
TEST_F(LogStoreTest, reports_a_good_record_of_another_key) {
  write_file(log_path_, city_record());
  open();
  std::string other;
  EXPECT_THAT(encode_set("town", "London", other), is_ok());
  write_file(log_path_, other);
  std::string value;
  EXPECT_THAT(store_->get("city", value), fails_with(ErrorCode::corrupt));
  EXPECT_THAT(store_->compact(), fails_with(ErrorCode::corrupt));
}

TEST_F(LogStoreTest, goes_on_after_a_full_disk) {
  open();
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  const std::string before = log_bytes();
  files_.take_calls();
  files_.fail("write log", ErrorCode::no_space);
  EXPECT_THAT(store_->set("a", "22222222"), fails_with(ErrorCode::no_space));
  EXPECT_THAT(files_.take_calls(), ElementsAre("write log", "truncate log", "sync log"));
  EXPECT_EQ(log_bytes(), before) << "the part that was written is cut off";
  EXPECT_EQ(get(*store_, "a"), "1");
  EXPECT_THAT(store_->set("b", "3"), is_ok());
  reopen();
  EXPECT_THAT(contents_of(*store_), ElementsAre(Pair("a", "1"), Pair("b", "3")));
}

TEST_F(LogStoreTest, takes_no_more_when_it_cannot_cut_off_durably_what_a_failed_append_left) {
  for (const auto* call : {"truncate log", "sync log"}) {
    reopen();
    EXPECT_THAT(store_->set("a", "1"), is_ok());
    files_.fail("write log", ErrorCode::no_space);
    files_.fail(call);
    EXPECT_THAT(store_->set("a", "2"), fails_with(ErrorCode::no_space)) << call;
    EXPECT_THAT(store_->set("a", "3"), fails_with(ErrorCode::refused)) << call;
    EXPECT_EQ(get(*store_, "a"), "1") << call;
    reopen();
    EXPECT_THAT(contents_of(*store_), ElementsAre(Pair("a", "1"))) << call;
    EXPECT_THAT(store_->set("a", "3"), is_ok()) << call;
  }
}

}  // namespace
}  // namespace powercut
