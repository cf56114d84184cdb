#include "server/commands/keyspace/pending_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/commands/keyspace/map_store_test.h"

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

TEST(pending_batch, finds_the_last_change_of_a_key) {
  PendingBatch batch(1);
  EXPECT_EQ(batch.find("a"), nullptr);
  batch.add("a", "1");
  batch.add("b", "2");
  batch.add("a", std::nullopt);
  ASSERT_TRUE(batch.has_key("a"));
  EXPECT_EQ(batch.find("a")->value, std::nullopt);
  EXPECT_EQ(batch.find("b")->value, "2");
  batch.add("a", "3");
  EXPECT_EQ(batch.find("a")->value, "3");
  EXPECT_FALSE(batch.has_key("c"));
}

TEST(pending_batch, gives_the_last_change_of_each_key_once) {
  PendingBatch batch(1);
  batch.add("a", "1");
  batch.add("b", "2");
  batch.add("a", "3");
  std::vector<std::string> seen;
  batch.for_each_last(
      [&](const Change& change) { seen.push_back(change.key + change.value.value_or("-")); });
  EXPECT_THAT(seen, UnorderedElementsAre("a3", "b2"));
}

TEST(pending_batch, counts_what_changes_take) {
  PendingBatch batch(1);
  batch.add("key", "value");
  batch.add("key", std::nullopt);
  EXPECT_EQ(batch.bytes(), 3u + 5u + 3u + 2 * PendingBatch::change_overhead);
}

TEST(pending_batch, is_as_new_when_it_is_used_again) {
  PendingBatch batch(1);
  for (int number = 0; number < 20000; ++number) batch.add(std::to_string(number), "x");
  batch.reuse(7);
  EXPECT_EQ(batch.sequence(), 7u);
  EXPECT_TRUE(batch.empty());
  EXPECT_EQ(batch.bytes(), 0u);
  EXPECT_FALSE(batch.has_key("5"));
  batch.add("5", "y");
  EXPECT_EQ(batch.find("5")->value, "y");
}

TEST(pending_batch, brings_all_changes_to_the_store_in_their_order) {
  MapStore store;
  store.map = {{"a", "old"}, {"c", "old"}};
  PendingBatch batch(1);
  batch.add("a", "1");
  batch.add("b", "2");
  batch.add("a", "3");
  batch.add("c", std::nullopt);
  ASSERT_TRUE(batch.commit_to(store).ok());
  EXPECT_THAT(store.map, ElementsAre(Pair("a", "3"), Pair("b", "2")));
}

TEST(pending_batch, tells_that_the_store_failed_whatever_the_number_of_changes) {
  MapStore store;
  store.failure = Error{ErrorCode::no_space};
  for (const int changes : {1, 2}) {
    PendingBatch batch(1);
    for (int change = 0; change < changes; ++change) batch.add("a", "1");
    EXPECT_EQ(batch.commit_to(store).error().code, ErrorCode::no_space);
  }
  PendingBatch removal(1);
  removal.add("a", std::nullopt);
  EXPECT_EQ(removal.commit_to(store).error().code, ErrorCode::no_space);
}

}  // namespace
}  // namespace powercut
