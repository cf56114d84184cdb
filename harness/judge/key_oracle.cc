#include "harness/judge/key_oracle.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "powercut/harness/operation.h"

namespace powercut {

namespace {

constexpr std::int64_t initial = -1;

std::string show(const std::optional<std::string>& value) {
  return value ? quote(*value) : "absent";
}

std::string show(const FoundValue& found) {
  if (found.is_corrupt) return "corrupt";
  return found.there ? quote(found.value) : "absent";
}

}  // namespace

KeyOracle::KeyOracle(const History& history, bool believes_readers)
    : history_(history), believes_readers_(believes_readers) {
  any_step_failed_ = std::ranges::any_of(
      history.steps, [](const Step& step) { return step.outcome == Outcome::failed; });
  versions_.resize(history.keys.size());
  expected_.resize(history.keys.size());
  for (std::uint32_t key = 0; key < history.keys.size(); ++key) {
    versions_[key].push_back({initial, &history.initial[key]});
    expected_[key] = &history.initial[key];
  }
  for (std::size_t step = 0; step < history.steps.size(); ++step) {
    for (const KeyChange& change : history.steps[step].changes) {
      versions_[change.key].push_back({static_cast<std::int64_t>(step), &change.value});
    }
  }
}

void KeyOracle::expect(const Promise& promise) {
  if (promise == promise_) return;
  std::uint32_t finished_before = promise_.finished;
  promise_ = promise;
  if (!any_step_failed_ && promise.finished >= finished_before) {
    for (; finished_before < promise.finished; ++finished_before) {
      follow(history_.steps[finished_before]);
    }
    return;
  }
  for (std::uint32_t key = 0; key < versions_.size(); ++key) {
    for (const Version& version : versions_[key] | std::views::reverse) {
      if (version.step < promise.finished && standing(version.step) == Standing::included) {
        expected_[key] = version.value;
        break;
      }
    }
  }
}

void KeyOracle::follow(const Step& step) {
  for (const KeyChange& change : step.changes) expected_[change.key] = &change.value;
}

Standing KeyOracle::standing(std::int64_t step) const {
  if (step == initial) return Standing::included;
  if (step >= promise_.finished) return Standing::optional;
  return standing_of(history_.steps[static_cast<std::size_t>(step)], promise_, believes_readers_);
}

// The step under way belongs only to the longest prefix.
bool KeyOracle::in_prefix(std::int64_t step, std::uint32_t prefix) const {
  return step < (prefix == promise_.finished ? promise_.invoked : prefix);
}

Standing KeyOracle::standing(std::int64_t step, const Choices& choices) const {
  for (const Choice& choice : choices) {
    if (choice.step == step) return choice.there ? Standing::included : Standing::excluded;
  }
  return standing(step);
}

// Some choice of the steps that are still optional gives the key this value.
bool KeyOracle::explains(std::uint32_t prefix, std::uint32_t key, const FoundValue& found,
                         const Choices& choices) const {
  for (const Version& version : versions_[key] | std::views::reverse) {
    if (!in_prefix(version.step, prefix)) continue;
    Standing standing_of_step = standing(version.step, choices);
    if (standing_of_step == Standing::excluded) continue;
    if (found.is(*version.value)) return true;
    if (standing_of_step == Standing::included) return false;
  }
  return false;
}

bool KeyOracle::possible(std::uint32_t prefix, std::span<const FoundValue> found,
                         Choices& choices) const {
  std::size_t choices_before = choices.size();
  bool explained = decide(prefix, found, choices);
  choices.resize(choices_before);
  return explained;
}

// Tries both ways for one step of several keys after the other, as long as each key by itself can
// still be explained. Where that explains the state, the choices that did stay in the list.
bool KeyOracle::decide(std::uint32_t prefix, std::span<const FoundValue> found,
                       Choices& choices) const {
  for (std::uint32_t key = 0; key < found.size(); ++key) {
    if (!explains(prefix, key, found[key], choices)) return false;
  }
  auto step = undecided_step(prefix, choices);
  if (!step) return true;
  std::size_t choices_before = choices.size();
  for (bool there : {false, true}) {
    choices.push_back({*step, there});
    if (decide(prefix, found, choices)) return true;
    choices.resize(choices_before);
  }
  return false;
}

// The newest that matters, so that all that could hide it has been decided before.
std::optional<std::int64_t> KeyOracle::undecided_step(std::uint32_t prefix,
                                                      const Choices& choices) const {
  if (!any_step_failed_ && promise_.invoked == promise_.finished) return std::nullopt;
  std::int64_t step = prefix == promise_.finished ? promise_.invoked : prefix;
  while (--step >= 0) {
    if (history_.steps[static_cast<std::size_t>(step)].changes.size() < 2) continue;
    if (standing(step, choices) != Standing::optional) continue;
    if (is_visible(step, prefix, choices)) return step;
  }
  return std::nullopt;
}

// Some key that the step changes is not changed again by a later step that is there.
bool KeyOracle::is_visible(std::int64_t step, std::uint32_t prefix, const Choices& choices) const {
  auto hides_it = [&](const Version& version) {
    return version.step > step && in_prefix(version.step, prefix) &&
           standing(version.step, choices) == Standing::included;
  };
  return std::ranges::any_of(history_.steps[static_cast<std::size_t>(step)].changes,
                             [&](const KeyChange& change) {
                               return std::ranges::none_of(versions_[change.key], hides_it);
                             });
}

std::optional<Violation> KeyOracle::judge(std::span<const FoundValue> found) const {
  bool as_expected = true;
  for (std::uint32_t key = 0; key < found.size() && as_expected; ++key) {
    as_expected = found[key].is(*expected_[key]);
  }
  if (as_expected) return std::nullopt;

  for (std::int64_t prefix = promise_.finished; prefix >= promise_.must; --prefix) {
    Choices choices;
    if (possible(static_cast<std::uint32_t>(prefix), found, choices)) return std::nullopt;
  }
  return explain_failure(found);
}

std::optional<std::vector<KeyOracle::Presence>> KeyOracle::explain(
    std::span<const FoundValue> found) const {
  for (std::int64_t prefix = promise_.finished; prefix >= promise_.must; --prefix) {
    Choices choices;
    auto steps = static_cast<std::uint32_t>(prefix);
    if (!decide(steps, found, choices)) continue;
    std::vector<Presence> presences;
    for (std::uint32_t step = 0; step < promise_.invoked; ++step) {
      presences.push_back(presence(step, steps, found, choices));
    }
    return presences;
  }
  return std::nullopt;
}

// An optional step of one key is there if its value is the one that was found, and no later step
// that could be there explains it.
KeyOracle::Presence KeyOracle::presence(std::uint32_t step, std::uint32_t prefix,
                                        std::span<const FoundValue> found,
                                        const Choices& choices) const {
  if (!in_prefix(step, prefix)) return Presence::absent;
  Standing decided = standing(step, choices);
  if (decided == Standing::included) return Presence::there;
  if (decided == Standing::excluded) return Presence::absent;
  bool could_be_seen = false;
  for (const KeyChange& change : history_.steps[step].changes) {
    for (const Version& version : versions_[change.key] | std::views::reverse) {
      if (!in_prefix(version.step, prefix)) continue;
      if (version.step == step) {
        if (found[change.key].is(*version.value)) return Presence::there;
        could_be_seen = true;
        break;
      }
      Standing later = standing(version.step, choices);
      bool explains_it = later != Standing::excluded && found[change.key].is(*version.value);
      if (later == Standing::included || explains_it) break;
    }
  }
  return could_be_seen ? Presence::absent : Presence::unknown;
}

std::optional<Violation> KeyOracle::judge_key(std::uint32_t key, const FoundValue& found) const {
  if (explains(promise_.finished, key, found)) return std::nullopt;
  return blame(key, found);
}

std::optional<bool> KeyOracle::reveals(std::uint32_t step,
                                       std::span<const FoundValue> found) const {
  Choices with{{step, true}};
  Choices without{{step, false}};
  bool may_be_there = possible(promise_.finished, found, with);
  bool may_be_absent = possible(promise_.finished, found, without);
  if (may_be_there == may_be_absent) return std::nullopt;
  return may_be_there;
}

bool KeyOracle::shows(std::uint32_t step, std::uint32_t key, const FoundValue& found) const {
  return explains(promise_.finished, key, found, {{step, true}}) &&
         !explains(promise_.finished, key, found, {{step, false}});
}

// Each key by itself is as before some step, or as after it.
bool KeyOracle::is_torn(std::span<const FoundValue> found) const {
  const Choices nothing_under_way{{promise_.finished, false}};
  for (std::uint32_t prefix = promise_.must; prefix <= promise_.finished; ++prefix) {
    bool explained = true;
    for (std::uint32_t key = 0; key < found.size() && explained; ++key) {
      explained = prefix == promise_.finished
                      ? explains(prefix, key, found[key])
                      : explains(prefix, key, found[key], nothing_under_way) ||
                            explains(prefix + 1, key, found[key], nothing_under_way);
    }
    if (explained) return true;
  }
  return false;
}

Violation KeyOracle::explain_failure(std::span<const FoundValue> found) const {
  for (std::uint32_t key = 0; key < found.size(); ++key) {
    bool explained = false;
    for (std::uint32_t prefix = promise_.must; prefix <= promise_.finished; ++prefix) {
      explained = explained || explains(prefix, key, found[key]);
    }
    if (!explained) return blame(key, found[key]);
  }
  if (is_torn(found)) {
    return {.kind = FindingKind::torn,
            .key = {},
            .expected = "a batch wholly there or wholly absent",
            .found = "a part of it"};
  }
  return {.kind = FindingKind::hole,
          .key = {},
          .expected = fmt::format("the first {} to {} of the acknowledged changes", promise_.must,
                                  promise_.finished),
          .found = "later changes without earlier ones"};
}

Violation KeyOracle::blame(std::uint32_t key, const FoundValue& found) const {
  bool was_written = std::ranges::any_of(versions_[key], [&](const Version& version) {
    return version.step < promise_.invoked && found.is(*version.value);
  });
  FindingKind kind = FindingKind::lost;
  if (found.there && !was_written) {
    kind = FindingKind::invented;
  } else if (found.there && !expected_[key]->has_value()) {
    kind = FindingKind::undone;
  }
  return {.kind = kind,
          .key = history_.keys.name(key),
          .expected = allowed_values(key),
          .found = show(found)};
}

std::string KeyOracle::allowed_values(std::uint32_t key) const {
  std::vector<std::string> values;
  for (const Version& version : versions_[key] | std::views::reverse) {
    if (!in_prefix(version.step, promise_.finished)) continue;
    Standing standing_of_step = standing(version.step);
    if (standing_of_step == Standing::excluded) continue;
    if (std::string value = show(*version.value);
        std::ranges::find(values, value) == values.end()) {
      values.push_back(std::move(value));
    }
    // An included step below `must` ends the choice; one above it may be cut off with its prefix.
    if (standing_of_step == Standing::included && version.step < promise_.must) break;
  }
  return fmt::format("{}", fmt::join(values, " or "));
}

}  // namespace powercut
