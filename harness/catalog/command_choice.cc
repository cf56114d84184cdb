#include "harness/catalog/command_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "engine/io/macros.h"
#include "harness/catalog/command_model.h"
#include "server/protocol/reply_writer.h"

namespace powercut {

namespace {

// A first argument that is a position: Redis counts from 0.
constexpr const char* at_the_front = "0";

template <typename... Text>
CommandRequest request(std::string answer, const Text&... words) {
  return {.words = {std::string(words)...}, .answer = std::move(answer)};
}

// None: they are not two integers, or too far apart.
std::optional<CommandRequest> choose_count(std::string_view key, std::string_view value,
                                           std::string_view old) {
  const std::optional<std::int64_t> before = integer_of(old);
  const std::optional<std::int64_t> after = integer_of(value);
  std::int64_t difference = 0;
  if (!before || !after || __builtin_sub_overflow(*after, *before, &difference)) return {};
  std::string answer = integer_answer(*after);
  if (difference == 0) return {};
  if (difference == 1) return request(std::move(answer), "INCR", key);
  if (difference == -1) return request(std::move(answer), "DECR", key);
  if (difference > 0) return request(std::move(answer), "INCRBY", key, std::to_string(difference));
  std::uint64_t decrement = 0 - static_cast<std::uint64_t>(difference);
  // A number without a positive counterpart cannot be taken away, but it can be added.
  if (decrement > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return request(std::move(answer), "INCRBY", key, std::to_string(difference));
  }
  return request(std::move(answer), "DECRBY", key, std::to_string(decrement));
}

bool all_set(const std::vector<Change>& changes) {
  return std::ranges::all_of(changes,
                             [](const Change& change) { return change.value.has_value(); });
}

bool none_sets(const std::vector<Change>& changes) {
  return std::ranges::none_of(changes,
                              [](const Change& change) { return change.value.has_value(); });
}

bool names_a_key_twice(const std::vector<Change>& changes) {
  std::set<std::string_view> keys;
  return std::ranges::any_of(changes,
                             [&](const Change& change) { return !keys.insert(change.key).second; });
}

}  // namespace

void CommandChoice::note(std::string_view key, const std::optional<std::string>& value) {
  if (!value) {
    if (const auto found = noted_.find(key); found != noted_.end()) noted_.erase(found);
    return;
  }
  noted_.insert_or_assign(std::string(key), *value);
}

Result<std::optional<std::string>> CommandChoice::current(std::string_view key) {
  if (const auto found = ahead_.find(key); found != ahead_.end()) return found->second;
  return read_(key);
}

Result<CommandTurn> CommandChoice::set(std::string_view key, std::string_view value) {
  ++turns_;
  TRY_ASSIGN(CommandRequest chosen, choose_set(key, value));
  return CommandTurn{std::move(chosen)};
}

Result<CommandTurn> CommandChoice::remove(std::string_view key) {
  ++turns_;
  TRY_ASSIGN(CommandRequest chosen, choose({std::string(key), std::nullopt}));
  return CommandTurn{std::move(chosen)};
}

Result<CommandTurn> CommandChoice::batch(const std::vector<Change>& changes) {
  ++turns_;
  if (changes.empty()) return CommandTurn{};
  if (names_a_key_twice(changes)) return transaction(changes);
  TRY_ASSIGN(std::optional<CommandRequest> renaming, choose_rename(changes));
  if (renaming) return CommandTurn{std::move(*renaming)};
  if (all_set(changes)) return sets_alone(changes);
  if (none_sets(changes)) return removes_alone(changes);
  return transaction(changes);
}

Result<CommandTurn> CommandChoice::refusals(const std::vector<Change>& changes) {
  CommandTurn turn;
  if (turns_ % 2 == 1) return turn;
  CommandRequest sets = request(integer_answer(0), "MSETNX");
  bool any_is_there = false;
  std::optional<std::string> removed;  // a key that is there
  std::optional<std::string> replaced;
  for (const Change& change : changes) {
    TRY_ASSIGN(const std::optional<std::string> old, current(change.key));
    if (!change.value) {
      if (old) removed = change.key;
      continue;
    }
    any_is_there = any_is_there || old;
    if (old) replaced = change.key;
    if (!old && turn.empty()) {
      turn.push_back(request(bulk_answer(std::nullopt), "SET", change.key, *change.value, "XX"));
    }
    sets.words.push_back(change.key);
    sets.words.push_back(*change.value);
  }
  if (any_is_there) turn.push_back(std::move(sets));
  if (removed && replaced && removed != replaced) {
    turn.push_back(request(integer_answer(0), "RENAMENX", *removed, *replaced));
  }
  return turn;
}

Result<CommandRequest> CommandChoice::choose(const Change& change) {
  if (change.value) return choose_set(change.key, *change.value);
  TRY_ASSIGN(const std::optional<std::string> old, current(change.key));
  if (turns_ % 3 == 1) return request(bulk_answer(old), "GETDEL", change.key);
  return request(integer_answer(old ? 1 : 0), turns_ % 3 == 2 ? "DEL" : "UNLINK", change.key);
}

Result<CommandRequest> CommandChoice::choose_set(std::string_view key, std::string_view value) {
  TRY_ASSIGN(const std::optional<std::string> old, current(key));
  if (old) {
    if (std::optional<CommandRequest> counting = choose_count(key, value, *old)) return *counting;
    if (value.size() > old->size() && value.starts_with(*old)) {
      return request(integer_answer(static_cast<std::int64_t>(value.size())), "APPEND", key,
                     value.substr(old->size()));
    }
  }
  TRY_ASSIGN(std::optional<CommandRequest> copying, choose_copy(key, value, old.has_value()));
  if (copying) return std::move(*copying);
  return choose_plain_set(key, value, old);
}

Result<std::optional<CommandRequest>> CommandChoice::choose_copy(std::string_view key,
                                                                 std::string_view value,
                                                                 bool is_there) {
  for (const auto& [other, noted] : noted_) {
    if (other == key || noted != value) continue;
    TRY_ASSIGN(const std::optional<std::string> held, current(other));
    if (held != value) continue;
    CommandRequest copying = request(integer_answer(1), "COPY", other, key);
    if (is_there) copying.words.emplace_back("REPLACE");
    return std::optional(std::move(copying));
  }
  return std::optional<CommandRequest>();
}

// A turn that does not fit what the key holds is a SET.
CommandRequest CommandChoice::choose_plain_set(std::string_view key, std::string_view value,
                                               const std::optional<std::string>& old) {
  switch (turns_ % 5) {
    case 1:
      return request(bulk_answer(old), "GETSET", key, value);
    case 2:
      if (value.empty() || (old && old->size() > value.size())) break;
      return request(integer_answer(static_cast<std::int64_t>(value.size())), "SETRANGE", key,
                     at_the_front, value);
    case 3:
      if (old) return request(bulk_answer(old), "SET", key, value, "XX", "GET");
      return request(integer_answer(1), "SETNX", key, value);
    default:
      break;
  }
  return request(std::string(ok_answer), "SET", key, value);
}

Result<std::optional<CommandRequest>> CommandChoice::choose_rename(
    const std::vector<Change>& changes) {
  if (changes.size() != 2 || changes[0].value.has_value() == changes[1].value.has_value()) {
    return std::optional<CommandRequest>();
  }
  const Change& set = changes[changes[0].value ? 0 : 1];
  const Change& removed = changes[changes[0].value ? 1 : 0];
  TRY_ASSIGN(const std::optional<std::string> moved, current(removed.key));
  if (moved != set.value) return std::optional<CommandRequest>();
  TRY_ASSIGN(const std::optional<std::string> replaced, current(set.key));
  const bool replaces = replaced || turns_ % 2 == 0;
  return std::optional(replaces ? request(std::string(ok_answer), "RENAME", removed.key, set.key)
                                : request(integer_answer(1), "RENAMENX", removed.key, set.key));
}

Result<CommandTurn> CommandChoice::sets_alone(const std::vector<Change>& changes) {
  bool all_are_absent = true;
  for (const Change& change : changes) {
    TRY_ASSIGN(const std::optional<std::string> old, current(change.key));
    all_are_absent = all_are_absent && !old;
  }
  CommandRequest first = request(std::string(ok_answer), "MSET");
  if (all_are_absent && turns_ % 2 == 0) first = request(integer_answer(1), "MSETNX");
  // Two clients, each with its share, and one turn for both.
  CommandRequest second = request(std::string(ok_answer), "MSET");
  second.session = 1;
  const bool is_shared = changes.size() > 1 && turns_ % 3 == 0;
  for (std::size_t index = 0; index < changes.size(); ++index) {
    CommandRequest& target = is_shared && index >= changes.size() / 2 ? second : first;
    target.words.push_back(changes[index].key);
    target.words.push_back(*changes[index].value);
  }
  CommandTurn turn{std::move(first)};
  if (is_shared) turn.push_back(std::move(second));
  return turn;
}

Result<CommandTurn> CommandChoice::removes_alone(const std::vector<Change>& changes) {
  CommandRequest removal = request("", "DEL");
  std::int64_t found = 0;
  for (const Change& change : changes) {
    TRY_ASSIGN(const std::optional<std::string> old, current(change.key));
    found += old ? 1 : 0;
    removal.words.push_back(change.key);
  }
  removal.answer = integer_answer(found);
  return CommandTurn{std::move(removal)};
}

Result<CommandTurn> CommandChoice::transaction(const std::vector<Change>& changes) {
  ahead_.clear();
  CommandTurn turn;
  if (turns_ % 2 == 0) {
    turn.push_back(request(std::string(ok_answer), "WATCH", changes.front().key));
  }
  turn.push_back(request(std::string(ok_answer), "MULTI"));
  std::string answers = fmt::format("*{}\r\n", changes.size());
  for (const Change& change : changes) {
    ++turns_;
    Result<CommandRequest> chosen = choose(change);
    if (!chosen.ok()) {
      ahead_.clear();
      return chosen.error();
    }
    answers += chosen->answer;
    chosen->answer = queued_answer;
    turn.push_back(std::move(*chosen));
    ahead_.insert_or_assign(change.key, change.value);
  }
  ahead_.clear();
  turn.push_back(request(std::move(answers), "EXEC"));
  return turn;
}

}  // namespace powercut
