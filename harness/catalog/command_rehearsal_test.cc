// Goal: every command of the server that reads or changes keys is drawn, in every shape, and each
// answer is judged. Method: turns drawn around thousands of changes of a map, by name; the same
// changes on the store, where a wrong answer is an error.
#include "harness/catalog/command_rehearsal.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cctype>
#include <set>

#include "harness/watch/run_random.h"
#include "harness/watch/virtual_time.h"
#include "powercut/faultfs/fault_file_system.h"
#include "powercut/harness/store_under_test.h"
#include "server/commands/command.h"

namespace powercut {
namespace {

using testing::IsEmpty;

constexpr int changes_max = 6000;

std::vector<Change> drawn_changes(Chooser& chooser) {
  std::vector<Change> changes;
  for (std::uint64_t left = chooser.between(1, 3); left > 0; --left) {
    Change change{std::string(1, static_cast<char>('a' + chooser.below(4))), std::nullopt};
    if (chooser.below(3) > 0) {
      change.value = chooser.below(3) == 0 ? std::to_string(chooser.below(9))
                                           : std::string(chooser.below(12), 'v');
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

Batch batch_of(const std::vector<Change>& changes) {
  Batch batch;
  for (const Change& change : changes) {
    change.value ? batch.set(change.key, *change.value) : batch.remove(change.key);
  }
  return batch;
}

// The drawn commands over a map, without a server.
class DrawnCommands {
 public:
  DrawnCommands() {
    Chooser chooser(1);
    for (int round = 0; round < changes_max; ++round) {
      const std::vector<Change> changes = drawn_changes(chooser);
      CommandRehearsal rehearsal(held_, changes, chooser);
      note(rehearsal.before());
      note(rehearsal.around({}));
      for (const Change& change : changes) {
        if (change.value) held_[change.key] = *change.value;
        if (!change.value) held_.erase(change.key);
      }
    }
  }

  std::set<std::string> names;
  std::set<std::string> answers_of_exec;
  std::vector<Words> all;

 private:
  void note(const CommandTurn& turn) {
    for (const CommandRequest& request : turn) {
      names.insert(request.words.front());
      all.push_back(request.words);
      if (request.words.front() == "EXEC") answers_of_exec.insert(request.answer.substr(0, 3));
    }
  }

  HeldKeys held_;
};

const DrawnCommands& drawn_commands() {
  static const DrawnCommands drawn;
  return drawn;
}

std::string in_capitals(std::string_view name) {
  std::string capitals;
  for (char letter : name) capitals += static_cast<char>(std::toupper(letter));
  return capitals;
}

bool touches_keys(const Command& command) {
  const bool by_flag = command.flags.has(CommandFlag::write) ||
                       command.flags.has(CommandFlag::readonly) ||
                       (command.flags.has(CommandFlag::transaction));
  return by_flag || command.name == "object";
}

TEST(CommandRehearsals, draw_every_command_that_reads_or_changes_keys) {
  std::vector<std::string> missing;
  for (const Command& command : all_commands()) {
    const std::string name = in_capitals(command.name);
    if (touches_keys(command) && !drawn_commands().names.contains(name)) missing.push_back(name);
  }
  EXPECT_THAT(missing, IsEmpty()) << "it is in the table of commands, and no plan has it: a shape "
                                     "of command_rehearsal.cc, an answer of command_model.cc";
}

TEST(CommandRehearsals, draw_the_shapes_that_are_easily_forgotten) {
  auto has = [](auto&& fits) { return std::ranges::any_of(drawn_commands().all, fits); };
  auto same_key_twice = [&](std::string_view name) {
    return has([&](const Words& words) { return words[0] == name && words[1] == words[2]; });
  };
  for (const char* name : {"RENAME", "RENAMENX", "COPY", "EXISTS", "MGET"}) {
    if (std::string_view(name) != "EXISTS" && std::string_view(name) != "MGET") {
      EXPECT_TRUE(same_key_twice(name)) << name;
    }
    EXPECT_TRUE(has([&](const Words& words) {
      return words[0] == name && words[1] == "a key that is not there";
    })) << name;
  }
  EXPECT_TRUE(has([](const Words& words) { return words[0] == "MSET" && words[1] == words[3]; }));
  EXPECT_TRUE(has([](const Words& words) { return words[0] == "SET" && words[2].empty(); }));
  EXPECT_TRUE(has([](const Words& words) { return words[0] == "SETRANGE" && words[3].empty(); }));
  EXPECT_TRUE(drawn_commands().answers_of_exec.contains("*-1")) << "a watched key was changed";
  EXPECT_TRUE(drawn_commands().answers_of_exec.contains("-EX")) << "a command was wrong";
  EXPECT_TRUE(drawn_commands().answers_of_exec.contains("*2\r"));
}

// Goal: the model answers as the server does, and the change is what it was asked for.
TEST(CommandRehearsals, are_answered_as_the_model_says_and_leave_the_change_alone) {
  Disk disk;
  FaultFileSystem files(disk, {});
  VirtualTime time;
  RunRandom random;
  Environment environment{files, time, time, time, random};
  auto store = find_store("cask-commands")->open(environment);
  ASSERT_TRUE(store.ok());
  HeldKeys held;
  Chooser chooser(1);
  for (int round = 0; round < changes_max; ++round) {
    const std::vector<Change> changes = drawn_changes(chooser);
    const Batch batch = batch_of(changes);
    ASSERT_TRUE((*store)->apply(batch).ok()) << "after " << round << " changes";
    for (const Change& change : changes) {
      if (change.value) held[change.key] = *change.value;
      if (!change.value) held.erase(change.key);
    }
    HeldKeys shown;
    ASSERT_TRUE((*store)
                    ->scan({},
                           [&](std::string_view key, std::string_view value) {
                             shown.emplace(key, value);
                             return true;
                           })
                    .ok());
    ASSERT_EQ(shown, held) << "after " << round << " changes";
  }
}

// Goal: the model knows the corners of Redis. Method: commands whose answers stand in its manual.
TEST(CommandModels, answer_as_redis_does) {
  CommandModel model({{"a", "Hello"}, {"n", "10"}});
  EXPECT_EQ(model.carry_out({"SETRANGE", "a", "1", "ELL"}), ":5\r\n");
  EXPECT_EQ(model.carry_out({"GET", "a"}), "$5\r\nHELLo\r\n");
  EXPECT_EQ(model.carry_out({"SETRANGE", "b", "2", "x"}), ":3\r\n");
  EXPECT_EQ(model.carry_out({"GETRANGE", "a", "-3", "-1"}), "$3\r\nLLo\r\n");
  EXPECT_EQ(model.carry_out({"GETRANGE", "a", "-1", "-3"}), "$0\r\n\r\n");
  EXPECT_EQ(model.carry_out({"RENAME", "a", "a"}), "+OK\r\n");
  EXPECT_EQ(model.carry_out({"RENAMENX", "a", "a"}), ":0\r\n");
  EXPECT_EQ(model.carry_out({"INCRBYFLOAT", "n", "0.5"}), "$4\r\n10.5\r\n");
  EXPECT_EQ(model.carry_out({"INCR", "n"}), "-ERR value is not an integer or out of range\r\n");
  EXPECT_EQ(model.carry_out({"DEL", "a", "a", "x"}), ":1\r\n");
  EXPECT_EQ(model.carry_out({"RANGE", "", "", "LIMIT", "1", "REV"}),
            "*2\r\n$1\r\nn\r\n$4\r\n10.5\r\n");
  EXPECT_EQ(model.carry_out({"KEYS", "\\b"}), "*1\r\n$1\r\nb\r\n");
  EXPECT_EQ(model.carry_out({"FLUSHALL"}), "+OK\r\n");
  EXPECT_EQ(model.carry_out({"DBSIZE"}), ":0\r\n");
}

}  // namespace
}  // namespace powercut
