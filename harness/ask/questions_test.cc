// Goal: each way to ask a store is held to what get says. Method: a map that answers one question
// wrongly at a time; the same map without a flaw, and stores that lack a question, are not blamed.
#include "harness/ask/questions.h"

#include <gtest/gtest.h>

#include <functional>

#include "engine/memory/memory_store.h"
#include "harness/ask/ignores_ranges.h"
#include "harness/catalog/catalog.h"
#include "harness/watch/virtual_time.h"
#include "powercut/faultfs/fault_file_system.h"

namespace powercut {
namespace {

// Passes everything on, but for what the flaw replaces.
class AnsweringStore : public Store {
 public:
  explicit AnsweringStore(std::unique_ptr<Store> store) : store_(std::move(store)) {}

  Result<void> set(std::string_view key, std::string_view value) override {
    return store_->set(key, value);
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return store_->get(key, value);
  }
  Result<bool> contains(std::string_view key) override {
    if (denies_ == key) return false;
    return store_->contains(key);
  }
  Result<bool> remove(std::string_view key) override { return store_->remove(key); }
  Result<void> scan(const KeyRange& asked, const ScanVisitor& visit) override {
    KeyRange range = asked;
    if (change_range_) change_range_(range);
    return store_->scan(range, [&](std::string_view key, std::string_view value) {
      return hides_ == key || visit(key, value) || never_stops_;
    });
  }
  Result<std::optional<std::uint64_t>> walk(std::uint64_t from, std::size_t wanted,
                                            const KeyVisitor& visit) override {
    if (walks_in_place_) return std::optional<std::uint64_t>(from);
    if (walks_without_keys_) return std::optional<std::uint64_t>(from + 1);
    return store_->walk(from, wanted, visit);
  }
  StoreStats stats() const override {
    StoreStats stats = store_->stats();
    stats.keys += miscounts_;
    return stats;
  }

  std::optional<std::string> denies_;
  std::optional<std::string> hides_;
  std::function<void(KeyRange&)> change_range_;
  bool walks_in_place_ = false;
  bool walks_without_keys_ = false;
  bool never_stops_ = false;
  std::uint64_t miscounts_ = 0;

 private:
  std::unique_ptr<Store> store_;
};

class QuestionsTest : public testing::Test {
 protected:
  QuestionsTest() : files_(disk_), environment_{files_, time_, time_}, keys_({"a", "b", "c", "d"}) {
    auto opened = MemoryStore::open(environment_, "data", {});
    store_ = std::make_unique<AnsweringStore>(std::move(*opened));
    found_.resize(keys_.size());
    for (std::uint32_t key : {0U, 1U, 3U}) {
      found_[key] = {.there = true, .value = "value of " + keys_.name(key)};
      EXPECT_TRUE(store_->set(keys_.name(key), found_[key].value).ok());
    }
  }

  // The kinds of what is wrong, over many draws; none: all is well.
  std::optional<FindingKind> asked(const StoreUnderTest* as_new = nullptr) {
    Questions questions(keys_, as_new);
    for (std::uint64_t seed = 0; seed < 64; ++seed) {
      Chooser chooser(seed);
      if (auto violation = questions.ask_all(*store_, found_, chooser)) return violation->kind;
    }
    return std::nullopt;
  }

  Disk disk_;
  FaultFileSystem files_;
  VirtualTime time_;
  Environment environment_;
  KeyTable keys_;
  std::vector<FoundValue> found_;
  std::unique_ptr<AnsweringStore> store_;
};

TEST_F(QuestionsTest, find_nothing_where_all_answers_agree) { EXPECT_EQ(asked(), std::nullopt); }

TEST_F(QuestionsTest, find_a_key_that_contains_denies) {
  store_->denies_ = "b";
  EXPECT_EQ(asked(), FindingKind::inconsistent);
}

TEST_F(QuestionsTest, find_a_key_that_a_scan_hides) {
  store_->hides_ = "d";
  EXPECT_EQ(asked(), FindingKind::inconsistent);
}

TEST_F(QuestionsTest, find_an_end_that_is_inclusive) {
  std::string end;
  store_->change_range_ = [&](KeyRange& range) {
    if (!range.to) return;
    end = std::string(*range.to) + '\0';
    range.to = end;
  };
  EXPECT_EQ(asked(), FindingKind::inconsistent);
}

TEST_F(QuestionsTest, find_a_limit_and_a_direction_that_are_ignored) {
  store_->change_range_ = [](KeyRange& range) {
    range.limit = std::numeric_limits<std::size_t>::max();
  };
  EXPECT_EQ(asked(), FindingKind::inconsistent);
  store_->change_range_ = [](KeyRange& range) { range.reverse = false; };
  EXPECT_EQ(asked(), FindingKind::inconsistent);
}

TEST_F(QuestionsTest, are_not_asked_of_a_store_that_has_no_ranges_at_all) {
  store_->change_range_ = [](KeyRange& range) { range = {}; };
  EXPECT_TRUE(ignores_ranges(*store_));
  EXPECT_EQ(asked(), std::nullopt);
}

// Goal: only a store that never has ranges is let off. Method: one that has them when it is new.
TEST_F(QuestionsTest, find_ranges_that_are_ignored_by_now) {
  StoreUnderTest as_new = *find_store("memory");
  EXPECT_FALSE(ignores_ranges(as_new));
  EXPECT_EQ(asked(&as_new), std::nullopt);
  store_->change_range_ = [](KeyRange& range) { range = {}; };
  EXPECT_EQ(asked(&as_new), FindingKind::inconsistent);
}

TEST_F(QuestionsTest, find_a_count_that_is_off) {
  store_->miscounts_ = 1;
  EXPECT_EQ(asked(), FindingKind::inconsistent);
}

TEST_F(QuestionsTest, find_a_value_that_nobody_set) {
  EXPECT_TRUE(store_->set("nobody has set this key", "x").ok());
  EXPECT_EQ(asked(), FindingKind::invented);
}

TEST_F(QuestionsTest, end_where_a_walk_or_a_scan_does_not) {
  store_->walks_in_place_ = true;
  EXPECT_EQ(asked(), FindingKind::inconsistent);
  store_->walks_in_place_ = false;
  store_->walks_without_keys_ = true;
  EXPECT_EQ(asked(), FindingKind::inconsistent);
  store_->walks_without_keys_ = false;
  store_->never_stops_ = true;
  found_[0].there = false;
  EXPECT_NE(asked(), std::nullopt);
}

}  // namespace
}  // namespace powercut
