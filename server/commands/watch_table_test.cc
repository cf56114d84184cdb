#include "server/commands/watch_table.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

TEST(watch_table, tells_those_who_watch_the_key) {
  WatchTable table;
  Session first, second;
  table.watch(first, "a");
  table.watch(second, "b");
  table.touch("c");
  EXPECT_FALSE(first.watch_is_broken || second.watch_is_broken);
  table.touch("a");
  EXPECT_TRUE(first.watch_is_broken);
  EXPECT_FALSE(second.watch_is_broken);
  table.touch_all();
  EXPECT_TRUE(second.watch_is_broken);
}

TEST(watch_table, forgets_a_session_that_watches_no_more) {
  WatchTable table;
  Session first, second;
  table.watch(first, "a");
  table.watch(first, "a");
  table.watch(first, "b");
  table.watch(second, "a");
  table.touch("b");
  table.unwatch(first);
  EXPECT_FALSE(first.watch_is_broken);
  EXPECT_TRUE(first.watched_keys.empty());
  table.touch("a");
  EXPECT_FALSE(first.watch_is_broken);
  EXPECT_TRUE(second.watch_is_broken);
  EXPECT_FALSE(table.empty());
  table.unwatch(second);
  EXPECT_TRUE(table.empty());
  table.unwatch(second);
}

}  // namespace
}  // namespace powercut
