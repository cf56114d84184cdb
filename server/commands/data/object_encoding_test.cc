#include <gtest/gtest.h>

#include "server/commands/command_processor.h"
#include "server/commands/fake_host_test.h"
#include "server/commands/keyspace/map_store_test.h"

namespace powercut {
namespace {

class object_encoding : public testing::Test {
 protected:
  std::string ask(const std::vector<std::string_view>& request) {
    std::string reply;
    EXPECT_EQ(processor_.execute(me_, request, reply, needed_),
              CommandProcessor::Outcome::answered);
    return reply;
  }

  std::string encoding(std::string_view key) {
    const std::string reply = ask({"OBJECT", "ENCODING", key});  // "$3\r\nraw\r\n"
    const std::size_t begin = reply.find('\n') + 1;
    return reply.substr(begin, reply.find('\r', begin) - begin);
  }

  void commit(bool works = true) {
    const PendingBatch* batch = processor_.keys().take_batch();
    ASSERT_NE(batch, nullptr);
    processor_.keys().finish(works && batch->commit_to(store_).ok());
  }

  MapStore store_;
  FakeHost host_;
  ServerConfig config_;
  CommandProcessor processor_{store_, host_, config_, 1};
  Session me_;
  std::uint64_t needed_ = 0;
};

TEST_F(object_encoding, is_raw_where_a_value_was_changed_in_place) {
  ask({"SET", "a", "5"});
  EXPECT_EQ(encoding("a"), "int");
  ask({"SETRANGE", "a", "0", ""});
  EXPECT_EQ(encoding("a"), "int") << "that changes nothing";
  ask({"APPEND", "a", ""});
  EXPECT_EQ(encoding("a"), "raw");
  commit();
  EXPECT_EQ(encoding("a"), "raw");
  ask({"SET", "a", "5"});
  EXPECT_EQ(encoding("a"), "int");
  ask({"APPEND", "b", "5"});
  EXPECT_EQ(encoding("b"), "int") << "it was not there before";
  ask({"SETRANGE", "c", "0", "5"});
  EXPECT_EQ(encoding("c"), "raw");
  ask({"INCRBYFLOAT", "c", "1"});
  EXPECT_EQ(encoding("c"), "embstr");
  ask({"INCR", "c"});
  EXPECT_EQ(encoding("c"), "int");
}

TEST_F(object_encoding, goes_along_to_another_key) {
  ask({"SETRANGE", "a", "0", "5"});
  ask({"COPY", "a", "b"});
  ask({"RENAME", "a", "c"});
  ask({"SET", "a", "5"});
  EXPECT_EQ(encoding("a"), "int");
  EXPECT_EQ(encoding("b"), "raw");
  EXPECT_EQ(encoding("c"), "raw");
  ask({"RENAME", "a", "c"});
  EXPECT_EQ(encoding("c"), "int");
}

TEST_F(object_encoding, goes_by_the_last_command_of_a_transaction) {
  for (const std::vector<std::string_view>& request :
       std::vector<std::vector<std::string_view>>{{"MULTI"},
                                                  {"APPEND", "a", "1"},
                                                  {"APPEND", "a", "2"},
                                                  {"SET", "a", "3"},
                                                  {"SET", "b", "1"},
                                                  {"APPEND", "b", "2"},
                                                  {"EXEC"}}) {
    ask(request);
  }
  EXPECT_EQ(encoding("a"), "int");
  EXPECT_EQ(encoding("b"), "raw");
  ask({"MULTI"});
  ask({"APPEND", "a", ""});
  ask({"DISCARD"});
  EXPECT_EQ(encoding("a"), "int");
}

TEST_F(object_encoding, is_never_raw_where_a_value_was_written_anew) {
  ask({"SETRANGE", "a", "0", "5"});
  std::string line_reply;
  processor_.execute_line(me_, "SET a 5", line_reply, needed_);
  EXPECT_EQ(encoding("a"), "int");
  commit();
  ask({"APPEND", "a", ""});
  commit(false);
  EXPECT_EQ(encoding("a"), "int") << "the store has what was there before";
  ask({"APPEND", "a", ""});
  commit();
  ask({"FLUSHALL"});
  ask({"SETNX", "a", "5"});
  EXPECT_EQ(encoding("a"), "int");
}

}  // namespace
}  // namespace powercut
