// Goal: a change becomes the command of its shape, a store behind the commands is a store as any,
// and the workload for it meets each command. Method: the choice is given changes over a map; the
// plan is run on the store.
#include "harness/catalog/command_store.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "harness/catalog/catalog.h"
#include "harness/catalog/command_choice.h"
#include "harness/run/recorder.h"
#include "powercut/harness/check_store.h"

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;

using Words = std::vector<std::string>;

class CommandChoices : public testing::Test {
 protected:
  void holds(const std::string& key, const std::string& value) {
    map_[key] = value;
    choice_.note(key, value);
  }

  // The words of each request of the turn; all must be of one client.
  std::vector<Words> words_of(Result<CommandTurn> turn) {
    std::vector<Words> words;
    for (CommandRequest& request : *turn) words.push_back(std::move(request.words));
    return words;
  }
  std::vector<Words> set(std::string_view key, std::string_view value) {
    return words_of(choice_.set(key, value));
  }
  std::vector<Words> batch(const std::vector<Change>& changes) {
    return words_of(choice_.batch(changes));
  }

  std::map<std::string, std::string, std::less<>> map_;
  CommandChoice choice_{[this](std::string_view key) -> Result<std::optional<std::string>> {
    const auto found = map_.find(key);
    if (found == map_.end()) return std::optional<std::string>();
    return std::optional(found->second);
  }};
};

// Goal: each refused request fails on a key that is there, or on one that is not, and nothing else
// is asked for.
TEST_F(CommandChoices, refuse_what_has_a_condition_that_does_not_hold) {
  holds("a", "1");
  holds("b", "2");
  EXPECT_THAT(words_of(choice_.refusals({{"a", "9"}, {"c", "9"}})),
              ElementsAre(Words{"SET", "c", "9", "XX"}, Words{"MSETNX", "a", "9", "c", "9"}));
  EXPECT_THAT(words_of(choice_.refusals({{"a", "2"}, {"b", std::nullopt}})),
              ElementsAre(Words{"MSETNX", "a", "2"}, Words{"RENAMENX", "b", "a"}));
  EXPECT_THAT(words_of(choice_.refusals({{"d", std::nullopt}})), IsEmpty());
  set("a", "9");
  EXPECT_THAT(words_of(choice_.refusals({{"a", "9"}})), IsEmpty()) << "but by every other turn";
}

TEST_F(CommandChoices, count_by_what_a_number_becomes) {
  holds("n", "10");
  EXPECT_THAT(set("n", "11"), ElementsAre(Words{"INCR", "n"}));
  EXPECT_THAT(set("n", "9"), ElementsAre(Words{"DECR", "n"}));
  EXPECT_THAT(set("n", "15"), ElementsAre(Words{"INCRBY", "n", "5"}));
  EXPECT_THAT(set("n", "-10"), ElementsAre(Words{"DECRBY", "n", "20"}));
  holds("n", "0");
  EXPECT_THAT(set("n", "-9223372036854775808"),
              ElementsAre(Words{"INCRBY", "n", "-9223372036854775808"}));
  holds("n", "9223372036854775807");
  EXPECT_NE(set("n", "-1").front().front(), "DECRBY") << "too far for one command";
}

TEST_F(CommandChoices, go_by_what_the_value_was_made_of) {
  holds("a", "old");
  EXPECT_THAT(set("a", "older"), ElementsAre(Words{"APPEND", "a", "er"}));
  EXPECT_THAT(set("b", "old"), ElementsAre(Words{"COPY", "a", "b"}));
  holds("b", "other");
  EXPECT_THAT(set("b", "old"), ElementsAre(Words{"COPY", "a", "b", "REPLACE"}));
  EXPECT_THAT(batch({{"b", "old"}, {"a", std::nullopt}}), ElementsAre(Words{"RENAME", "a", "b"}));
  map_["a"] = "changed since";
  EXPECT_NE(set("b", "old").front().front(), "COPY") << "a hint is read again";
}

TEST_F(CommandChoices, take_turns_where_several_would_do) {
  std::set<std::string> sets;
  std::set<std::string> removes;
  holds("a", "old");
  for (int turn = 0; turn < 10; ++turn) {
    sets.insert(set("new", "value").front().front());
    removes.insert(words_of(choice_.remove("a")).front().front());
  }
  EXPECT_THAT(sets, ElementsAre("GETSET", "SET", "SETNX", "SETRANGE"));
  EXPECT_THAT(removes, ElementsAre("DEL", "GETDEL", "UNLINK"));
}

TEST_F(CommandChoices, see_in_a_transaction_what_stands_before) {
  holds("n", "1");
  const auto words = batch({{"n", "2"}, {"n", "3"}, {"n", std::nullopt}});
  std::vector<std::string> names;
  for (const Words& request : words) names.push_back(request.front());
  EXPECT_THAT(names, ElementsAre("MULTI", "INCR", "INCR", "GETDEL", "EXEC"));
}

// Goal: an atomic change is one turn even where two clients share it.
TEST_F(CommandChoices, let_two_clients_share_a_turn) {
  std::set<std::size_t> sessions;
  for (int turn = 0; turn < 6; ++turn) {
    const Result<CommandTurn> chosen = choice_.batch({{"a", "1"}, {"b", "2"}, {"c", "3"}});
    for (const CommandRequest& request : *chosen) sessions.insert(request.session);
  }
  EXPECT_THAT(sessions, ElementsAre(0U, 1U));
}

// Method: the choice as the store makes it, without restarts, over a map that has all changes.
TEST_F(CommandChoices, of_the_workload_are_of_every_sort) {
  std::set<std::string> names;
  const Plan plan = find_workload("commands")->plan(1);
  for (const auto* operations : {&plan.setup, &plan.operations}) {
    for (const Operation& operation : *operations) {
      if (!operation.changes_state()) continue;
      const auto words = operation.kind == OperationKind::set
                             ? set(operation.changes[0].key, *operation.changes[0].value)
                             : batch(operation.changes);
      for (const Words& request : words) names.insert(request.front());
      for (const Change& change : operation.changes) {
        change.value ? holds(change.key, *change.value) : void(map_.erase(change.key));
      }
    }
  }
  EXPECT_THAT(names, IsSupersetOf({"APPEND", "COPY", "DEL", "EXEC", "INCR", "MSET", "RENAME"}));
}

// Goal: every answer was to the byte what it had to be. Method: an answer that is not is an error
// of the run.
TEST(CommandStores, answer_every_workload_as_redis_would) {
  const StoreUnderTest& store = *find_store("cask-commands");
  for (const Workload& workload : our_registry().workloads()) {
    if (!workload.plan(1).faults.empty()) continue;
    EXPECT_THAT(record(store, workload.plan(1)).live, IsEmpty()) << workload.name;
  }
}

TEST(CommandStores, hold_at_every_crash_point) {
  CheckResult result =
      check_store(*find_store("cask-commands"),
                  {.workloads = {"commands", "batches"}, .models = {"synced-only", "ext4"}});
  EXPECT_TRUE(result.holds()) << result;
}

}  // namespace
}  // namespace powercut
