#include "powercut/harness/operation.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

using namespace std::string_literals;

TEST(quote, shows_every_byte_unmistakably) {
  EXPECT_EQ(quote(""), R"("")");
  EXPECT_EQ(quote("plain text ~"), R"("plain text ~")");
  EXPECT_EQ(quote("\"\\"), R"("\"\\")");
  EXPECT_EQ(quote("\0\n\x7f\xff"s), R"("\x00\x0a\x7f\xff")");
}

TEST(quote, cuts_what_is_long_and_says_so) {
  EXPECT_EQ(quote(std::string(48, 'a')), '"' + std::string(48, 'a') + '"');
  EXPECT_EQ(quote(std::string(49, 'a')), '"' + std::string(48, 'a') + "\" ... (49 bytes)");
}

TEST(describe_operation, reads_as_a_person_would_say_it) {
  Batch batch;
  batch.set("a", "1");
  batch.remove("b");
  EXPECT_EQ(describe(set_operation("name", "Ada")), R"(set "name" = "Ada")");
  EXPECT_EQ(describe(set_operation("", "")), R"(set "" = "")");
  EXPECT_EQ(describe(remove_operation("name")), R"(remove "name")");
  EXPECT_EQ(describe(get_operation("name")), R"(get "name")");
  EXPECT_EQ(describe(batch_operation(batch)), R"(batch "a" = "1", "b" removed)");
  EXPECT_EQ(describe(wait_operation(std::chrono::milliseconds(1500))), "wait 1500 ms");
  EXPECT_EQ(describe(plain_operation(OperationKind::sync)), "sync");
  EXPECT_EQ(describe(plain_operation(OperationKind::compact)), "compact");
  EXPECT_EQ(describe(plain_operation(OperationKind::reopen)), "reopen");
  EXPECT_EQ(describe(plain_operation(OperationKind::kill)), "kill");
  EXPECT_EQ(describe(plain_operation(OperationKind::step)), "step");
  EXPECT_EQ(describe(damage_operation(0)), "damage");
  EXPECT_EQ(describe(damage_operation(7)), "damage, lot 7");
}

TEST(Operation, changes_the_state_only_by_sets_removes_and_batches) {
  EXPECT_TRUE(set_operation("a", "1").changes_state());
  EXPECT_TRUE(remove_operation("a").changes_state());
  EXPECT_TRUE(batch_operation({}).changes_state());
  EXPECT_FALSE(get_operation("a").changes_state());
  EXPECT_FALSE(plain_operation(OperationKind::compact).changes_state());
  EXPECT_FALSE(wait_operation(std::chrono::seconds(1)).changes_state());
  EXPECT_FALSE(plain_operation(OperationKind::step).changes_state());
}

}  // namespace
}  // namespace powercut
