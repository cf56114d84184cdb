#include "server/commands/slow_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace powercut {
namespace {

using testing::ElementsAre;

SlowCommand command_of(std::string name) {
  SlowCommand command{};
  command.arguments.push_back(std::move(name));
  return command;
}

TEST(slow_log, keeps_the_newest_in_front_and_numbers_them) {
  SlowLog log;
  for (const std::string name : {"a", "b", "c"}) log.add(command_of(name), 2);
  ASSERT_EQ(log.commands().size(), 2u);
  EXPECT_THAT(log.commands()[0].arguments, ElementsAre("c"));
  EXPECT_EQ(log.commands()[0].id, 2u);
  EXPECT_EQ(log.commands()[1].id, 1u);
  log.clear();
  EXPECT_TRUE(log.commands().empty());
  log.add(command_of("d"), 2);
  EXPECT_EQ(log.commands()[0].id, 3u);
  log.add(command_of("e"), 0);
  EXPECT_TRUE(log.commands().empty());
}

TEST(slow_log, keeps_the_beginning_of_long_arguments) {
  const std::string fits(128, 'x');
  const std::string too_long(130, 'y');
  const std::string_view arguments[] = {"GET", fits, too_long};
  EXPECT_THAT(SlowLog::shortened(arguments),
              ElementsAre("GET", fits, too_long.substr(0, 128) + "... (2 more bytes)"));
}

TEST(slow_log, keeps_the_first_of_many_arguments) {
  const std::vector<std::string_view> fits(32, "a");
  EXPECT_EQ(SlowLog::shortened(fits).size(), 32u);
  EXPECT_EQ(SlowLog::shortened(fits).back(), "a");
  const std::vector<std::string_view> too_many(33, "a");
  EXPECT_EQ(SlowLog::shortened(too_many).size(), 32u);
  EXPECT_EQ(SlowLog::shortened(too_many).back(), "... (2 more arguments)");
}

}  // namespace
}  // namespace powercut
