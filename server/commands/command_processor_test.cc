#include "server/commands/command_processor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/commands/fake_host_test.h"
#include "server/commands/keyspace/map_store_test.h"

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::StartsWith;

using Outcome = CommandProcessor::Outcome;

class command_processor : public testing::Test {
 protected:
  void SetUp() override { host_.connected = {&me_, &other_}; }

  Outcome execute(Session& session, const std::vector<std::string_view>& request) {
    reply_.clear();
    return processor_.execute(session, request, reply_, needed_);
  }
  std::string ask(Session& session, const std::vector<std::string_view>& request) {
    EXPECT_EQ(execute(session, request), Outcome::answered);
    return reply_;
  }
  std::string ask(const std::vector<std::string_view>& request) { return ask(me_, request); }

  // Changes in the batch that goes to the store next.
  std::size_t commit(bool works = true) {
    const PendingBatch* batch = processor_.keys().take_batch();
    if (batch == nullptr) return 0;
    const std::size_t changes = batch->changes().size();
    processor_.keys().finish(works && batch->commit_to(store_).ok());
    return changes;
  }

  MapStore store_;
  FakeHost host_;
  ServerConfig config_;
  CommandProcessor processor_{store_, host_, config_, 1};
  Session me_;
  Session other_;
  std::string reply_;
  std::uint64_t needed_ = 0;
};

// ---- what is atomic

TEST_F(command_processor, brings_all_keys_of_an_mset_in_one_batch) {
  EXPECT_EQ(ask({"MSET", "a", "1", "b", "2", "c", "3"}), "+OK\r\n");
  EXPECT_THAT(store_.map, IsEmpty());
  EXPECT_EQ(commit(), 3u);
  EXPECT_THAT(store_.map, SizeIs(3));
}

TEST_F(command_processor, brings_both_sides_of_a_rename_in_one_batch) {
  store_.map = {{"a", "1"}, {"b", "2"}};
  ask({"RENAME", "a", "b"});
  EXPECT_EQ(commit(), 2u);
  EXPECT_THAT(store_.map, ElementsAre(Pair("b", "1")));
}

TEST_F(command_processor, brings_all_that_an_exec_changes_in_one_batch) {
  ask({"SET", "before", "1"});
  ASSERT_NE(processor_.keys().take_batch(), nullptr);
  ask({"MULTI"});
  ask({"SET", "a", "1"});
  ask({"INCR", "a"});
  ask({"RENAME", "a", "b"});
  EXPECT_EQ(needed_, 0u) << "nothing is done yet";
  EXPECT_EQ(ask({"EXEC"}), "*3\r\n+OK\r\n:2\r\n+OK\r\n");
  processor_.keys().finish(true);
  EXPECT_EQ(commit(), 4u);
  EXPECT_EQ(commit(), 0u);
  EXPECT_THAT(store_.map, ElementsAre(Pair("b", "2")));
}

TEST_F(command_processor, changes_nothing_when_an_mset_is_too_large) {
  const std::string large(std::size_t{20} << 20U, 'x');
  EXPECT_THAT(ask({"MSET", "a", large, "b", large}), StartsWith("-ERR "));
  EXPECT_FALSE(processor_.keys().has_pending());
  EXPECT_EQ(ask({"GET", "a"}), "$-1\r\n");
}

TEST_F(command_processor, answers_a_failed_read_with_an_error_alone) {
  store_.failure = Error{ErrorCode::io_failed};
  for (const std::vector<std::string_view>& request :
       std::vector<std::vector<std::string_view>>{{"GET", "a"},
                                                  {"MGET", "a", "b"},
                                                  {"DEL", "a", "b"},
                                                  {"KEYS", "*"},
                                                  {"RENAME", "a", "b"},
                                                  {"COPY", "a", "b"},
                                                  {"INCR", "a"},
                                                  {"MSETNX", "a", "1"},
                                                  {"RANDOMKEY"}}) {
    const std::string answer = ask(request);
    EXPECT_THAT(answer, StartsWith("-ERR ")) << request[0];
    EXPECT_EQ(answer.find('\n'), answer.size() - 1) << request[0];
  }
  EXPECT_FALSE(processor_.keys().has_pending());
}

// ---- answers that must wait

TEST_F(command_processor, holds_answers_back_for_what_they_tell_of) {
  ask({"SET", "a", "1"});
  const std::uint64_t set = needed_;
  EXPECT_GT(set, processor_.keys().decided());
  ask(other_, {"GET", "a"});
  EXPECT_EQ(needed_, set) << "another client reads what is not in the store yet";
  ask(other_, {"GET", "b"});
  EXPECT_EQ(needed_, 0u);
  ask(other_, {"PING"});
  EXPECT_EQ(needed_, 0u);
  commit();
  ask(other_, {"GET", "a"});
  EXPECT_EQ(needed_, 0u);
}

TEST_F(command_processor, needs_quiet_to_count_and_to_flush) {
  ask({"SET", "a", "1"});
  for (const std::string_view name : {"DBSIZE", "FLUSHALL", "FLUSHDB"}) {
    EXPECT_EQ(execute(me_, {name}), Outcome::needs_quiet);
    EXPECT_EQ(reply_, "") << "nothing was done";
  }
  const std::uint64_t processed = processor_.commands_processed();
  commit();
  EXPECT_EQ(ask({"DBSIZE"}), ":1\r\n");
  EXPECT_EQ(processor_.commands_processed(), processed + 1);
}

TEST_F(command_processor, needs_quiet_for_an_exec_that_counts_and_not_while_it_is_queued) {
  ask(other_, {"SET", "a", "1"});
  ask({"MULTI"});
  EXPECT_EQ(ask({"DBSIZE"}), "+QUEUED\r\n");
  EXPECT_EQ(execute(me_, {"EXEC"}), Outcome::needs_quiet);
  EXPECT_TRUE(me_.transaction.is_open);
  commit();
  EXPECT_EQ(ask({"EXEC"}), "*1\r\n:1\r\n");
}

// ---- watches

TEST_F(command_processor, breaks_watches_by_what_did_not_reach_the_store_too) {
  ask({"WATCH", "a"});
  ask(other_, {"SET", "b", "1"});
  commit(false);
  processor_.forget_failed(Error{ErrorCode::no_space});
  ask({"MULTI"});
  EXPECT_EQ(ask({"EXEC"}), "*-1\r\n") << "what it has read may never have been";
}

TEST_F(command_processor, breaks_a_watch_by_a_line_of_the_line_protocol) {
  ask({"WATCH", "a"});
  std::string line_reply;
  processor_.execute_line(other_, "SET a 1", line_reply, needed_);
  EXPECT_GT(needed_, 0u);
  ask({"MULTI"});
  EXPECT_EQ(ask({"EXEC"}), "*-1\r\n");
}

TEST_F(command_processor, forgets_the_watches_and_transaction_of_who_leaves) {
  ask({"WATCH", "a"});
  ask({"MULTI"});
  processor_.leave(me_);
  EXPECT_TRUE(processor_.watches().empty());
  EXPECT_FALSE(me_.transaction.is_open);
}

TEST_F(command_processor, bounds_what_a_transaction_queues) {
  const std::string large(std::size_t{30} << 20U, 'x');
  ask({"MULTI"});
  EXPECT_EQ(ask({"ECHO", large}), "+QUEUED\r\n");
  EXPECT_EQ(ask({"ECHO", large}), "+QUEUED\r\n");
  EXPECT_THAT(ask({"ECHO", large}), HasSubstr("has 67108864 bytes at most"));
  EXPECT_THAT(ask({"EXEC"}), StartsWith("-EXECABORT"));
}

TEST_F(command_processor, bounds_what_a_transaction_answers) {
  config_.reply_bytes_max = 100;
  ask({"MULTI"});
  ask({"ECHO", std::string(80, 'x')});
  ask({"GETSET", "a", "1"});
  ask({"GETSET", "a", "2"});
  ask({"GETSET", "a", "3"});
  const std::string answer = ask({"EXEC"});
  EXPECT_THAT(answer, StartsWith("*4\r\n$80\r\n"));
  EXPECT_THAT(answer, HasSubstr("-ERR the answers of a transaction have 100 bytes at most\r\n"));
  EXPECT_EQ(commit(), 3u) << "only its answers are cut";
  EXPECT_THAT(store_.map, ElementsAre(Pair("a", "3")));
}

// ---- passwords, and clients that do not tell them

TEST_F(command_processor, lets_strangers_only_introduce_themselves) {
  config_.password = "secret";
  EXPECT_EQ(ask({"GET", "a"}), "-NOAUTH Authentication required.\r\n");
  EXPECT_EQ(ask({"SET", "a", "1"}), "-NOAUTH Authentication required.\r\n");
  EXPECT_FALSE(processor_.keys().has_pending());
  std::string line_reply;
  processor_.execute_line(me_, "GET a", line_reply, needed_);
  EXPECT_THAT(line_reply, StartsWith("ERR "));
  EXPECT_THAT(ask({"AUTH", "wrong"}), StartsWith("-WRONGPASS"));
  EXPECT_EQ(ask({"AUTH", "secret"}), "+OK\r\n");
  EXPECT_EQ(ask({"GET", "a"}), "$-1\r\n");
  EXPECT_FALSE(processor_.may_ask(other_));
}

TEST_F(command_processor, trusts_who_was_there_before_the_first_password) {
  processor_.join(me_);
  EXPECT_EQ(ask({"CONFIG", "SET", "requirepass", "secret"}), "+OK\r\n");
  EXPECT_TRUE(processor_.may_ask(me_));
  EXPECT_FALSE(processor_.may_ask(other_)) << "it has not joined";
  Session late;
  processor_.join(late);
  EXPECT_FALSE(processor_.may_ask(late));
  EXPECT_EQ(ask({"CONFIG", "SET", "requirepass", ""}), "+OK\r\n");
  EXPECT_TRUE(processor_.may_ask(late));
  EXPECT_EQ(ask({"CONFIG", "SET", "requirepass", "other"}), "+OK\r\n");
  EXPECT_FALSE(processor_.may_ask(late)) << "it never told one";
}

// Goal: a web page cannot make a browser change the data.
TEST_F(command_processor, does_not_listen_to_browsers) {
  for (const std::string_view name : {"POST", "post", "Host:"}) {
    Session browser;
    EXPECT_EQ(ask(browser, {name, "x"}), "");
    EXPECT_TRUE(browser.closes_after_reply);
  }
  EXPECT_THAT(ask({"GET", "/", "HTTP/1.1"}), StartsWith("-ERR wrong number"));
}

// ---- CLIENT REPLY

TEST_F(command_processor, carries_out_what_it_is_not_to_answer) {
  EXPECT_EQ(ask({"CLIENT", "REPLY", "OFF"}), "");
  EXPECT_EQ(ask({"SET", "a", "1"}), "");
  EXPECT_EQ(needed_, 0u) << "nobody waits";
  EXPECT_EQ(ask({"NOSUCH"}), "");
  EXPECT_EQ(ask(other_, {"GET", "a"}), "$1\r\n1\r\n") << "others are answered";
  EXPECT_EQ(ask({"CLIENT", "REPLY", "ON"}), "+OK\r\n");
  EXPECT_EQ(ask({"GET", "a"}), "$1\r\n1\r\n");
}

TEST_F(command_processor, skips_one_answer) {
  EXPECT_EQ(ask({"CLIENT", "REPLY", "SKIP"}), "");
  EXPECT_EQ(ask({"PING"}), "");
  EXPECT_EQ(ask({"PING"}), "+PONG\r\n");
}

// Where Redis leaves an element out, and its clients wait for it.
TEST_F(command_processor, answers_each_command_of_a_transaction_even_one_that_skips) {
  ask({"MULTI"});
  ask({"CLIENT", "REPLY", "SKIP"});
  EXPECT_EQ(ask({"EXEC"}), "*1\r\n+OK\r\n");
  EXPECT_EQ(ask({"PING"}), "");
  EXPECT_EQ(ask({"PING"}), "+PONG\r\n");
}

// ---- what it notes

TEST_F(command_processor, notes_slow_commands) {
  config_.slow_log_microseconds = 10;
  host_.time_per_look = std::chrono::microseconds(9);
  ask({"GET", "a"});
  EXPECT_THAT(processor_.slow_log().commands(), IsEmpty());
  host_.time_per_look = std::chrono::microseconds(10);
  ask({"GET", "b"});
  ASSERT_THAT(processor_.slow_log().commands(), SizeIs(1));
  EXPECT_THAT(processor_.slow_log().commands()[0].arguments, ElementsAre("GET", "b"));
  config_.slow_log_microseconds = -1;
  ask({"GET", "c"});
  EXPECT_THAT(processor_.slow_log().commands(), SizeIs(1));
}

TEST_F(command_processor, counts_calls_failures_and_refusals) {
  ask({"SET", "a", "x"});
  ask({"INCR", "a"});
  ask({"INCR"});
  ask({"INCR", "b"});
  const CommandStats& stats = processor_.stats_of(*find_command("incr"));
  EXPECT_EQ(stats.calls, 2u);
  EXPECT_EQ(stats.failed_calls, 1u);
  EXPECT_EQ(stats.rejected_calls, 1u);
  EXPECT_EQ(processor_.errors_replied(), 2u);
  ask({"GET", "a"});
  ask({"GET", "missing"});
  EXPECT_EQ(processor_.key_hits, 1u);
  EXPECT_EQ(processor_.key_misses, 1u);
  EXPECT_EQ(ask({"CONFIG", "RESETSTAT"}), "+OK\r\n");
  EXPECT_EQ(processor_.key_hits, 0u);
  EXPECT_EQ(processor_.stats_of(*find_command("incr")).calls, 0u);
}

TEST_F(command_processor, sets_all_parameters_or_none) {
  EXPECT_THAT(ask({"CONFIG", "SET", "slowlog-max-len", "5", "timeout", "x"}),
              HasSubstr("'timeout'"));
  EXPECT_EQ(config_.slow_log_length, ServerConfig().slow_log_length);
  EXPECT_EQ(ask({"CONFIG", "SET", "slowlog-max-len", "5", "timeout", "7"}), "+OK\r\n");
  EXPECT_EQ(config_.slow_log_length, 5u);
  EXPECT_EQ(config_.idle_time_max, std::chrono::seconds(7));
}

TEST_F(command_processor, keeps_a_password_where_others_can_connect) {
  config_.is_loopback = false;
  config_.password = "secret";
  me_.is_authenticated = true;
  EXPECT_THAT(ask({"CONFIG", "SET", "requirepass", ""}), StartsWith("-ERR CONFIG SET failed"));
  EXPECT_EQ(config_.password, "secret");
}

}  // namespace
}  // namespace powercut
