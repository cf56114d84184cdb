#include "server/commands/line_protocol.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "server/commands/keyspace/map_store_test.h"

namespace powercut {
namespace {

class line_protocol : public testing::Test {
 protected:
  std::string answer(std::string_view line) {
    std::string response;
    keys_.begin_command();
    answer_line(keys_, line, response);
    keys_.end_command();
    if (const PendingBatch* batch = keys_.take_batch()) {
      const Result<void> committed = batch->commit_to(store_);
      keys_.finish(committed.ok());
      if (!committed.ok()) {
        response.clear();
        answer_failed_line(committed.error(), response);
      }
    }
    return response;
  }

  MapStore store_;
  Keyspace keys_{store_};
};

constexpr std::string_view unknown_command = "ERR unknown command\n";

TEST_F(line_protocol, sets_gets_and_deletes) {
  EXPECT_EQ(answer("GET name"), "NOT_FOUND\n");
  EXPECT_EQ(answer("SET name Ada"), "OK\n");
  EXPECT_EQ(answer("GET name"), "VALUE Ada\n");
  EXPECT_EQ(answer("SET name Grace"), "OK\n");
  EXPECT_EQ(answer("GET name"), "VALUE Grace\n");
  EXPECT_EQ(answer("DEL name"), "DELETED\n");
  EXPECT_EQ(answer("DEL name"), "NOT_FOUND\n");
  EXPECT_EQ(answer("GET name"), "NOT_FOUND\n");
}

TEST_F(line_protocol, appends_to_the_responses_that_are_there) {
  std::string responses;
  keys_.begin_command();
  answer_line(keys_, "SET a 1", responses);
  answer_line(keys_, "what?", responses);
  answer_line(keys_, "GET a", responses);
  EXPECT_EQ(responses, "OK\nERR unknown command\nVALUE 1\n");
}

TEST_F(line_protocol, keeps_the_spaces_inside_a_value) {
  answer("SET motto  to be  or not ");
  EXPECT_EQ(store_.map["motto"], " to be  or not");
  EXPECT_EQ(answer("GET motto"), "VALUE  to be  or not\n");
}

TEST_F(line_protocol, strips_white_space_around_the_line) {
  EXPECT_EQ(answer("\t \v\f SET name Ada \r"), "OK\n");
  EXPECT_EQ(answer("GET name\r"), "VALUE Ada\n");
}

TEST_F(line_protocol, takes_commands_in_any_case_and_keys_as_they_are) {
  EXPECT_EQ(answer("set Name Ada"), "OK\n");
  EXPECT_EQ(answer("gEt Name"), "VALUE Ada\n");
  EXPECT_EQ(answer("get name"), "NOT_FOUND\n");
  EXPECT_EQ(answer("Del Name"), "DELETED\n");
}

TEST_F(line_protocol, answers_everything_else_with_unknown_command) {
  store_.map["a"] = "1";
  for (const std::string_view line :
       {"", "   ", "\r", "PING", "SET", "GET", "DEL", "SET a", "SET a ", "GET a b", "GET a b c",
        "DEL a b", "GETa", "GE a", "GETS a", "SET\ta\t1", "GET  a", "OK"}) {
    EXPECT_EQ(answer(line), unknown_command) << '"' << line << '"';
  }
  EXPECT_EQ(store_.map.size(), 1u);
}

TEST_F(line_protocol, takes_two_spaces_in_a_row_for_an_empty_key) {
  EXPECT_EQ(answer("SET  nobody"), "OK\n");
  EXPECT_EQ(store_.map.at(""), "nobody");
}

TEST_F(line_protocol, passes_bytes_that_are_no_text_through) {
  const std::string value("\x00\xff\x80\t\x01", 5);
  EXPECT_EQ(answer("SET \xfe " + value), "OK\n");
  EXPECT_EQ(store_.map.at("\xfe"), value);
  EXPECT_EQ(answer("GET \xfe"), "VALUE " + value + "\n");
}

TEST_F(line_protocol, answers_an_empty_value_that_came_by_another_way) {
  store_.map["empty"] = "";
  EXPECT_EQ(answer("GET empty"), "VALUE \n");
}

// Goal: a value cannot be taken for the response to the next request.
TEST_F(line_protocol, never_answers_with_two_lines) {
  store_.map["forged"] = "x\nOK";
  EXPECT_EQ(answer("GET forged"), "ERR the value has a newline\n");
}

TEST_F(line_protocol, answers_a_failed_store_with_its_reason) {
  store_.failure = Error{ErrorCode::no_space, ENOSPC};
  for (const std::string_view line : {"SET a 1", "GET a", "DEL a"}) {
    EXPECT_EQ(answer(line), "ERR no space left (ENOSPC)\n");
  }
  EXPECT_EQ(answer("PING"), unknown_command);
  store_.failure.reset();
  EXPECT_EQ(answer("SET a 1"), "OK\n");
}

}  // namespace
}  // namespace powercut
