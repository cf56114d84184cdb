#include <gtest/gtest.h>

#include "server/commands/command_processor.h"
#include "server/commands/fake_host_test.h"
#include "server/commands/keyspace/map_store_test.h"

namespace powercut {
namespace {

class command_keys : public testing::Test {
 protected:
  std::string ask(std::vector<std::string_view> request) {
    request.insert(request.begin(), {"COMMAND", "GETKEYSANDFLAGS"});
    std::string reply;
    std::uint64_t needed = 0;
    processor_.execute(session_, request, reply, needed);
    return reply;
  }

  MapStore store_;
  FakeHost host_;
  ServerConfig config_;
  CommandProcessor processor_{store_, host_, config_, 1};
  Session session_;
};

TEST_F(command_keys, tell_what_is_done_with_each) {
  EXPECT_EQ(ask({"COPY", "a", "b"}),
            "*2\r\n*2\r\n$1\r\na\r\n*2\r\n+RO\r\n+access\r\n"
            "*2\r\n$1\r\nb\r\n*2\r\n+OW\r\n+update\r\n");
  EXPECT_EQ(ask({"EXISTS", "a", "b"}),
            "*2\r\n*2\r\n$1\r\na\r\n*1\r\n+RO\r\n*2\r\n$1\r\nb\r\n*1\r\n+RO\r\n");
}

TEST_F(command_keys, are_read_by_a_set_that_gets) {
  const std::string reads = "*1\r\n*2\r\n$1\r\na\r\n*3\r\n+RW\r\n+access\r\n+update\r\n";
  const std::string writes = "*1\r\n*2\r\n$1\r\na\r\n*2\r\n+OW\r\n+update\r\n";
  EXPECT_EQ(ask({"SET", "a", "get"}), writes);
  EXPECT_EQ(ask({"SET", "a", "b", "NX", "get"}), reads);
}

TEST_F(command_keys, are_none_of_what_is_no_request) {
  EXPECT_EQ(ask({"NOSUCH", "a"}), "-ERR Invalid command specified\r\n");
  EXPECT_EQ(ask({"PING", "a"}), "-ERR The command has no key arguments\r\n");
  EXPECT_EQ(ask({"SET", "a"}), "-ERR Invalid number of arguments specified for command\r\n");
}

}  // namespace
}  // namespace powercut
