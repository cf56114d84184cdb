// Histories and states as one line of text, for the tests of the oracle.
//
//   history  steps, oldest first, separated by blanks:
//              a=1          set, acknowledged          a-         remove
//              {a=1,b-}     a batch                    =a=1       what setup left (only at the
//              front) !a=1         failed; nobody has looked since !a=1@there   failed; a reader
//              has seen it       !a=1@absent  seen that it is absent ?a=1         under way (only
//              at the end)
//   state    a=1 b=2        all other keys are absent
//
// Keys and values are single letters; the keys a to d are always known.
#pragma once

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/harness/oracle.h"

namespace powercut {

inline History history_of_text(const std::string& text) {
  History history(KeyTable({"a", "b", "c", "d"}));
  auto parse_change = [&](std::string_view change) -> KeyChange {
    std::optional<std::string> value;
    if (change[1] == '=') value = std::string(change.substr(2));
    return {history.keys.number(change.substr(0, 1)), value};
  };
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (word[0] == '=') {
      KeyChange change = parse_change(std::string_view(word).substr(1));
      history.initial[change.key] = change.value;
      continue;
    }
    auto number = static_cast<std::uint32_t>(history.steps.size());
    Step step{.operation = number,
              .outcome = Outcome::acknowledged,
              .invoked_calls = number,
              .finished_calls = number + 1};
    if (auto at = word.find('@'); at != std::string::npos) {
      step.seen_calls = number + 1;
      step.seen_there = word.substr(at) == "@there";
      word.resize(at);
    }
    if (word[0] == '!') step.outcome = Outcome::failed;
    if (word[0] == '?') {
      step.outcome = Outcome::unfinished;
      step.finished_calls = never_happened;
    }
    if (word[0] == '!' || word[0] == '?') word.erase(0, 1);
    if (word[0] == '{') word = word.substr(1, word.size() - 2);
    std::istringstream changes(word);
    for (std::string change; std::getline(changes, change, ',');) {
      step.changes.push_back(parse_change(change));
    }
    history.steps.push_back(std::move(step));
  }
  return history;
}

// The promise at the history's end, of which so many steps must survive.
inline Promise promise_at_end(const History& history, std::uint32_t must) {
  auto steps = static_cast<std::uint32_t>(history.steps.size());
  bool under_way = steps > 0 && history.steps.back().outcome == Outcome::unfinished;
  std::uint32_t finished = under_way ? steps - 1 : steps;
  return {.calls = steps, .must = must, .finished = finished, .invoked = steps};
}

inline std::vector<FoundValue> found_of_text(const KeyTable& keys, const std::string& text) {
  std::vector<FoundValue> found(keys.size());
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    found[keys.number(word.substr(0, 1))] = {true, word.substr(2)};
  }
  return found;
}

}  // namespace powercut
