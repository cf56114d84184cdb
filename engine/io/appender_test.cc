#include "engine/io/appender.h"

#include <gtest/gtest.h>

#include "engine/io/faulty_file.h"

namespace powercut {
namespace {

TEST(appender, moves_its_tail_by_what_it_appended) {
  FaultyFile file;
  file.transfer_bytes_max = 2;
  Appender appender(file, 0);

  ASSERT_TRUE(appender.append(as_bytes("first")).ok());
  EXPECT_EQ(appender.tail(), 5u);
  ASSERT_TRUE(appender.append(as_bytes("second")).ok());
  EXPECT_EQ(appender.tail(), 11u);
  ASSERT_TRUE(appender.append({}).ok());
  EXPECT_EQ(appender.tail(), 11u);

  EXPECT_EQ(file.contents, "firstsecond");
}

TEST(appender, overwrites_what_lies_behind_its_tail) {
  FaultyFile file;
  file.contents = "goodTORN";
  Appender appender(file, 4);
  ASSERT_TRUE(appender.append(as_bytes("+")).ok());
  EXPECT_EQ(file.contents, "good+ORN");
}

// Goal: after a failed append everyone knows where the good bytes end, and the next append begins
// there, not behind the part that was taken.
TEST(appender, keeps_its_tail_when_an_append_fails) {
  FaultyFile file;
  file.size_bytes_max = 6;
  Appender appender(file, 0);
  ASSERT_TRUE(appender.append(as_bytes("good")).ok());

  const Result<void> appended = appender.append(as_bytes("toolong"));

  ASSERT_FALSE(appended.ok());
  EXPECT_EQ(appended.error().code, ErrorCode::no_space);
  EXPECT_EQ(appender.tail(), 4u);
  EXPECT_EQ(file.contents, "goodto");

  ASSERT_TRUE(appender.append(as_bytes("ok")).ok());
  EXPECT_EQ(file.contents, "goodok");
}

TEST(appender, discards_the_garbage_of_a_failed_append) {
  FaultyFile file;
  file.size_bytes_max = 6;
  Appender appender(file, 0);
  ASSERT_TRUE(appender.append(as_bytes("good")).ok());
  ASSERT_FALSE(appender.append(as_bytes("toolong")).ok());

  ASSERT_TRUE(appender.discard_garbage().ok());

  EXPECT_EQ(file.contents, "good");
  EXPECT_EQ(appender.tail(), 4u);
}

// Goal: a store that goes on without discard_garbage() has to know what that leaves: the end of
// the failed append behind the new tail, where a replay would read on.
TEST(appender, leaves_the_rest_of_the_garbage_behind_a_shorter_append) {
  FaultyFile file;
  file.size_bytes_max = 8;
  Appender appender(file, 0);
  ASSERT_TRUE(appender.append(as_bytes("good")).ok());
  ASSERT_FALSE(appender.append(as_bytes("toolong")).ok());

  ASSERT_TRUE(appender.append(as_bytes("ok")).ok());

  EXPECT_EQ(appender.tail(), 6u);
  EXPECT_EQ(file.contents, "goodokol");
}

}  // namespace
}  // namespace powercut
