#include "harness/workloads/command_workload.h"

#include <fmt/format.h>

#include <limits>
#include <map>
#include <utility>

#include "powercut/harness/chooser.h"

namespace powercut {

namespace {

constexpr std::size_t name_count = 6;  // of keys that hold text; their numbers are drawn
constexpr const char* counter_key = "n";

class CommandPlan {
 public:
  explicit CommandPlan(std::uint64_t seed) : chooser_(seed) {}

  Plan make() {
    for (const char* key : {"a", "b", "c"}) add(set_operation(key, text()));
    count(100);
    plan_.setup = std::exchange(plan_.operations, {});
    rename();
    count(1);
    copy();
    transact();
    then(OperationKind::compact);
    append();
    set_several();
    count_at_edges();
    then(OperationKind::kill);
    remove_several();
    rename();
    count(-3);
    then(OperationKind::reopen);
    set_several();
    then(OperationKind::compact);
    transact();
    return std::move(plan_);
  }

 private:
  void rename() {
    const std::string from = held_key();
    std::string to = some_key();
    while (to == from) to = some_key();
    Batch batch;
    batch.set(to, held_.at(from));
    batch.remove(from);
    add(batch_operation(batch));
  }

  void copy() {
    const std::string from = held_key();
    std::string to = some_key();
    while (to == from) to = some_key();
    add(get_operation(from));
    add(set_operation(to, held_.at(from)));
  }

  void append() {
    const std::string key = held_key();
    add(set_operation(key, held_.at(key) + text()));
  }

  void count(std::int64_t by) { count_to(count_ + by); }

  void count_to(std::int64_t number) {
    count_ = number;
    add(set_operation(counter_key, std::to_string(number)));
  }

  // Where numbers stop fitting into so many bits, and at both ends of what counts.
  void count_at_edges() {
    using Number = std::numeric_limits<std::int64_t>;
    count_to(0);
    count(std::int64_t{1} << 31);
    count_to(Number::max() - 1);
    count(1);
    count_to(Number::min());
    count(1);
    count_to(-1);
    count(-(std::int64_t{1} << 32));
    count_to(0);
  }

  void set_several() {
    Batch batch;
    for (int pairs = 0; pairs < 3; ++pairs) batch.set(some_key(), text());
    add(batch_operation(batch));
  }

  void remove_several() {
    Batch batch;
    batch.remove(held_key());
    batch.remove(some_key());
    add(batch_operation(batch));
  }

  void transact() {
    count_ += 7;
    Batch batch;
    const std::string key = held_key();
    batch.set(counter_key, std::to_string(count_));
    batch.set(key, held_.at(key) + text());
    batch.set(some_key(), text());
    batch.remove(some_key());
    add(batch_operation(batch));
  }

  void then(OperationKind kind) { plan_.operations.push_back(plain_operation(kind)); }

  void add(Operation operation) {
    if (operation.changes_state()) {
      for (const Change& change : operation.changes) {
        if (change.value) {
          held_.insert_or_assign(change.key, *change.value);
        } else {
          held_.erase(change.key);
        }
      }
    }
    plan_.operations.push_back(std::move(operation));
  }

  // Each is its own, so that the oracle can tell every version from every other.
  std::string text() { return fmt::format("v{}", ++versions_); }

  std::string some_key() {
    return std::string(1, static_cast<char>('a' + chooser_.below(name_count)));
  }

  // One that is there, and no counter. A set makes sure that there is one.
  std::string held_key() {
    std::vector<std::string> keys;
    for (const auto& [key, value] : held_) {
      if (key != counter_key) keys.push_back(key);
    }
    if (!keys.empty()) return keys[chooser_.below(keys.size())];
    add(set_operation("a", text()));
    return "a";
  }

  Chooser chooser_;
  Plan plan_;
  std::map<std::string, std::string> held_;
  std::int64_t count_ = 0;
  int versions_ = 0;
};

}  // namespace

Plan commands(std::uint64_t seed) { return CommandPlan(seed).make(); }

}  // namespace powercut
