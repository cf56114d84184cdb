// The answers of every store, whatever stands behind it: the same tests on all of them.
#include "engine/cask/cask_store.h"
#include "engine/io/macros.h"
#include "engine/log/log_store.h"
#include "engine/memory/memory_store.h"
#include "engine/snapshot/atomic_snapshot_store.h"
#include "engine/snapshot/snapshot_store.h"
#include "engine/store_test.h"

namespace powercut {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::Pair;

using Open = Result<std::unique_ptr<Store>> (*)(Environment&, std::string_view);

template <typename Kind>
Result<std::unique_ptr<Store>> open_as(Environment& environment, std::string_view path) {
  TRY_ASSIGN(std::unique_ptr<Store> store, Kind::open(environment, path));
  return store;
}

// Segments so short that each of these tests rolls and compacts.
template <bool is_ordered>
Result<std::unique_ptr<Store>> open_small_cask(Environment& environment, std::string_view path) {
  const CaskOptions options{.ordered = is_ordered, .segment_bytes = 256, .room_bytes = 128};
  TRY_ASSIGN(std::unique_ptr<Store> store, CaskStore::open(environment, path, options));
  return store;
}

struct StoreKind {
  std::string name;
  Open open;
  bool has_files = true;
};

class EveryStore : public StoreTest, public testing::WithParamInterface<StoreKind> {
 protected:
  EveryStore() { open(); }

  void open() {
    store_.reset();
    Result<std::unique_ptr<Store>> opened = GetParam().open(environment_, directory_.at("data"));
    ASSERT_THAT(opened, is_ok());
    store_ = std::move(*opened);
  }

  std::vector<std::string> scan(const KeyRange& range, std::size_t stop_after = 100) {
    std::vector<std::string> keys;
    EXPECT_THAT(store_->scan(range,
                             [&](std::string_view key, std::string_view value) {
                               EXPECT_EQ(value, "value of " + std::string(key));
                               keys.emplace_back(key);
                               return keys.size() < stop_after;
                             }),
                is_ok());
    return keys;
  }

  std::unique_ptr<Store> store_;
};

class EveryStoreOnDisk : public EveryStore {};

TEST_P(EveryStore, gets_what_was_set_last) {
  EXPECT_EQ(get(*store_, "name"), std::nullopt);
  EXPECT_THAT(store_->set("name", "Ada"), is_ok());
  EXPECT_EQ(get(*store_, "name"), "Ada");
  EXPECT_THAT(store_->set("name", "Grace Hopper"), is_ok());
  EXPECT_EQ(get(*store_, "name"), "Grace Hopper");
  EXPECT_EQ(get(*store_, "nam"), std::nullopt);
  EXPECT_EQ(store_->stats().keys, 1U);
}

TEST_P(EveryStore, removes_a_key_once) {
  EXPECT_THAT(store_->remove("name"), has_value_of(false));
  EXPECT_THAT(store_->set("name", "Ada"), is_ok());
  EXPECT_THAT(store_->remove("name"), has_value_of(true));
  EXPECT_EQ(get(*store_, "name"), std::nullopt);
  EXPECT_THAT(store_->remove("name"), has_value_of(false));
  EXPECT_EQ(store_->stats().keys, 0U);
}

TEST_P(EveryStore, says_whether_a_key_is_there) {
  EXPECT_THAT(store_->contains("name"), has_value_of(false));
  EXPECT_THAT(store_->set("name", ""), is_ok());
  EXPECT_THAT(store_->contains("name"), has_value_of(true));
  EXPECT_THAT(store_->contains("nam"), has_value_of(false));
  EXPECT_THAT(store_->remove("name"), has_value_of(true));
  EXPECT_THAT(store_->contains("name"), has_value_of(false));
}

TEST_P(EveryStore, keeps_any_bytes_across_a_reopen) {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  const Contents contents = {{"", "the empty key"},
                             {"empty", ""},
                             {every_byte, every_byte},
                             {"a\0b\nc\xff"s, "\r\n\"\\"},
                             {std::string(100'000, 'k'), std::string(300'000, 'v')}};
  for (const auto& [key, value] : contents) EXPECT_THAT(store_->set(key, value), is_ok());
  EXPECT_EQ(contents_of(*store_), contents);
  if (!GetParam().has_files) return;
  open();
  EXPECT_EQ(contents_of(*store_), contents);
  EXPECT_EQ(get(*store_, every_byte), every_byte);
}

TEST_P(EveryStore, takes_the_changes_of_a_batch_in_order) {
  EXPECT_THAT(store_->set("gone", "1"), is_ok());
  Batch batch;
  batch.set("twice", "1");
  batch.remove("gone");
  batch.set("twice", "2");
  batch.set("back", "1");
  batch.remove("back");
  batch.remove("never there");
  EXPECT_THAT(store_->apply(batch), is_ok());
  EXPECT_THAT(contents_of(*store_), ElementsAre(Pair("twice", "2")));
  if (!GetParam().has_files) return;
  open();
  EXPECT_THAT(contents_of(*store_), ElementsAre(Pair("twice", "2")));
}

TEST_P(EveryStore, takes_an_empty_batch) {
  EXPECT_THAT(store_->apply(Batch{}), is_ok());
  EXPECT_EQ(contents_of(*store_), Contents{});
}

TEST_P(EveryStore, scans_a_range_in_byte_order) {
  for (const auto* key : {"d", "b", "\xff", "a", "c", "bb"}) {
    EXPECT_THAT(store_->set(key, "value of " + std::string(key)), is_ok());
  }
  EXPECT_THAT(scan({}), ElementsAre("a", "b", "bb", "c", "d", "\xff"));
  EXPECT_THAT(scan({.from = "b", .to = "d"}), ElementsAre("b", "bb", "c"));
  EXPECT_THAT(scan({.from = "ba", .to = "bz"}), ElementsAre("bb"));
  EXPECT_THAT(scan({.from = "c"}), ElementsAre("c", "d", "\xff"));
  EXPECT_THAT(scan({.to = "b"}), ElementsAre("a"));
  EXPECT_THAT(scan({.to = ""}), ElementsAre());
  EXPECT_THAT(scan({.from = "d", .to = "b"}), ElementsAre());
}

TEST_P(EveryStore, scans_from_either_end_up_to_a_limit_or_until_told_to_stop) {
  for (const auto* key : {"a", "b", "c", "d"}) {
    EXPECT_THAT(store_->set(key, "value of " + std::string(key)), is_ok());
  }
  EXPECT_THAT(scan({.limit = 2}), ElementsAre("a", "b"));
  EXPECT_THAT(scan({.limit = 0}), ElementsAre());
  EXPECT_THAT(scan({.to = "d", .limit = 2, .reverse = true}), ElementsAre("c", "b"));
  EXPECT_THAT(scan({.from = "b", .reverse = true}), ElementsAre("d", "c", "b"));
  EXPECT_THAT(scan({}, 3), ElementsAre("a", "b", "c"));
  EXPECT_THAT(scan({.reverse = true}, 1), ElementsAre("d"));
}

TEST_P(EveryStore, answers_the_same_after_sync_and_compact) {
  EXPECT_THAT(store_->sync(), is_ok());
  EXPECT_THAT(store_->compact(), is_ok());
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  EXPECT_THAT(store_->set("a", "2"), is_ok());
  EXPECT_THAT(store_->set("b", "3"), is_ok());
  EXPECT_THAT(store_->remove("b"), has_value_of(true));
  EXPECT_THAT(store_->sync(), is_ok());
  EXPECT_THAT(store_->compact(), is_ok());
  EXPECT_THAT(contents_of(*store_), ElementsAre(Pair("a", "2")));
  EXPECT_EQ(store_->stats().wasted_bytes, 0U);
}

TEST_P(EveryStore, is_closed_after_close) {
  EXPECT_THAT(store_->set("a", "1"), is_ok());
  EXPECT_THAT(store_->close(), is_ok());
  std::string value;
  EXPECT_THAT(store_->set("a", "2"), fails_with(ErrorCode::closed));
  EXPECT_THAT(store_->get("a", value), fails_with(ErrorCode::closed));
  EXPECT_THAT(store_->remove("a"), fails_with(ErrorCode::closed));
  EXPECT_THAT(store_->apply(Batch{}), fails_with(ErrorCode::closed));
  EXPECT_THAT(store_->scan({}, {}), fails_with(ErrorCode::closed));
  EXPECT_THAT(store_->sync(), fails_with(ErrorCode::closed));
  EXPECT_THAT(store_->compact(), fails_with(ErrorCode::closed));
  EXPECT_THAT(store_->close(), fails_with(ErrorCode::closed));
}

TEST_P(EveryStoreOnDisk, has_one_writer_at_a_time) {
  EXPECT_THAT(GetParam().open(environment_, directory_.at("data")), fails_with(ErrorCode::locked));
  EXPECT_THAT(store_->close(), is_ok());
  EXPECT_THAT(GetParam().open(environment_, directory_.at("data")), is_ok());
}

TEST_P(EveryStoreOnDisk, needs_its_directory) {
  EXPECT_THAT(GetParam().open(environment_, directory_.at("none/data")),
              fails_with(ErrorCode::not_found));
}

const StoreKind memory = {"memory", open_as<MemoryStore>, false};
const StoreKind snapshot = {"snapshot", open_as<SnapshotStore>};
const StoreKind atomic_snapshot = {"atomic_snapshot", open_as<AtomicSnapshotStore>};
const StoreKind one_log = {"log", open_as<LogStore>};
const StoreKind cask = {"cask", open_as<CaskStore>};
const StoreKind small_cask = {"small_cask", open_small_cask<false>};
const StoreKind ordered_cask = {"ordered_cask", open_small_cask<true>};

INSTANTIATE_TEST_SUITE_P(stores, EveryStore,
                         testing::Values(memory, snapshot, atomic_snapshot, one_log, cask,
                                         small_cask, ordered_cask),
                         [](const auto& kind) { return kind.param.name; });
INSTANTIATE_TEST_SUITE_P(stores, EveryStoreOnDisk,
                         testing::Values(snapshot, atomic_snapshot, one_log, cask, small_cask,
                                         ordered_cask),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace powercut
