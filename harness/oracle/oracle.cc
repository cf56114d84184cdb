#include "harness/oracle/oracle.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "harness/operation.h"

namespace powercut {

namespace {

constexpr std::int64_t initial = -1;

std::string show(const std::optional<std::string>& value) {
  return value ? quote(*value) : "absent";
}

std::string show(const FoundValue& found) { return found.there ? quote(found.value) : "absent"; }

}  // namespace

Oracle::Oracle(const History& history, bool believes_readers)
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

void Oracle::expect(const Promise& promise) {
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

void Oracle::follow(const Step& step) {
  for (const KeyChange& change : step.changes) expected_[change.key] = &change.value;
}

Oracle::Standing Oracle::standing(std::int64_t step) const {
  if (step == initial) return Standing::included;
  if (step >= promise_.finished) return Standing::optional;
  const Step& judged = history_.steps[static_cast<std::size_t>(step)];
  if (judged.outcome == Outcome::acknowledged) return Standing::included;
  bool seen = believes_readers_ && judged.seen_calls <= promise_.calls;
  if (!seen) return Standing::optional;
  return judged.seen_there ? Standing::included : Standing::excluded;
}

// The step under way belongs only to the longest prefix.
bool Oracle::in_prefix(std::int64_t step, std::uint32_t prefix) const {
  return step < (prefix == promise_.finished ? promise_.invoked : prefix);
}

// Some choice of the optional steps gives the key this value.
bool Oracle::explains(std::uint32_t prefix, std::uint32_t key, const FoundValue& found) const {
  for (const Version& version : versions_[key] | std::views::reverse) {
    if (!in_prefix(version.step, prefix)) continue;
    Standing standing_of_step = standing(version.step);
    if (standing_of_step == Standing::excluded) continue;
    if (found.is(*version.value)) return true;
    if (standing_of_step == Standing::included) return false;
  }
  return false;
}

// The key's value can come from no other step than this one.
bool Oracle::shows(const KeyChange& change, std::int64_t step, std::uint32_t prefix,
                   const FoundValue& found) const {
  if (!found.is(change.value)) return false;
  for (const Version& version : versions_[change.key] | std::views::reverse) {
    if (version.step == step || !in_prefix(version.step, prefix)) continue;
    Standing standing_of_step = standing(version.step);
    if (standing_of_step == Standing::excluded) continue;
    if (found.is(*version.value)) return false;
    if (standing_of_step == Standing::included) return version.step < step;
  }
  return true;
}

// If the step were there, the key would not have this value.
bool Oracle::hides(const KeyChange& change, std::int64_t step, std::uint32_t prefix,
                   const FoundValue& found) const {
  if (found.is(change.value)) return false;
  for (const Version& version : versions_[change.key] | std::views::reverse) {
    if (version.step <= step) break;
    if (!in_prefix(version.step, prefix)) continue;
    Standing standing_of_step = standing(version.step);
    if (standing_of_step == Standing::included) return false;
    if (standing_of_step == Standing::optional && found.is(*version.value)) return false;
  }
  return true;
}

bool Oracle::tears_a_step(std::uint32_t prefix, std::span<const FoundValue> found) const {
  std::size_t end = prefix == promise_.finished ? promise_.invoked : prefix;
  for (std::size_t index = 0; index < end; ++index) {
    const Step& step = history_.steps[index];
    auto number = static_cast<std::int64_t>(index);
    if (step.changes.size() < 2 || standing(number) != Standing::optional) continue;
    bool shown = std::ranges::any_of(step.changes, [&](const KeyChange& change) {
      return shows(change, number, prefix, found[change.key]);
    });
    bool hidden = std::ranges::any_of(step.changes, [&](const KeyChange& change) {
      return hides(change, number, prefix, found[change.key]);
    });
    if (shown && hidden) return true;
  }
  return false;
}

std::optional<Violation> Oracle::judge(std::span<const FoundValue> found) const {
  bool as_expected = true;
  for (std::uint32_t key = 0; key < found.size() && as_expected; ++key) {
    as_expected = found[key].is(*expected_[key]);
  }
  if (as_expected) return std::nullopt;

  for (std::int64_t prefix = promise_.finished; prefix >= promise_.must; --prefix) {
    auto length = static_cast<std::uint32_t>(prefix);
    bool explained = true;
    for (std::uint32_t key = 0; key < found.size() && explained; ++key) {
      explained = explains(length, key, found[key]);
    }
    if (explained && !tears_a_step(length, found)) return std::nullopt;
  }
  return explain_failure(found);
}

std::optional<Violation> Oracle::judge_key(std::uint32_t key, const FoundValue& found) const {
  if (explains(promise_.finished, key, found)) return std::nullopt;
  return blame(key, found);
}

Violation Oracle::explain_failure(std::span<const FoundValue> found) const {
  bool each_key_explained = true;
  for (std::uint32_t key = 0; key < found.size(); ++key) {
    bool explained = false;
    for (std::uint32_t prefix = promise_.must; prefix <= promise_.finished; ++prefix) {
      explained = explained || explains(prefix, key, found[key]);
    }
    if (!explained) return blame(key, found[key]);
    each_key_explained = each_key_explained && explains(promise_.finished, key, found[key]);
  }
  if (each_key_explained) {
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

Violation Oracle::blame(std::uint32_t key, const FoundValue& found) const {
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

std::string Oracle::allowed_values(std::uint32_t key) const {
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
