#include "harness/ask/questions.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/ask/does_not_stop.h"
#include "harness/ask/ignores_ranges.h"
#include "powercut/harness/operation.h"

namespace powercut {

namespace {

// How many answers more than there are keys end a question.
constexpr std::size_t surplus_max = 8;

// How many calls a walk over all keys takes at most, more or less.
constexpr std::size_t walk_calls_max = 16;

// How often a visitor may be called after it has said stop.
constexpr int calls_after_stop_max = 64;

Violation failure(std::string_view question, Error error) {
  return {.kind = FindingKind::unreadable,
          .key = {},
          .expected = fmt::format("{} succeeds", question),
          .found = describe(error)};
}

Violation inconsistency(std::string key, std::string expected, std::string found) {
  return {.kind = FindingKind::inconsistent,
          .key = std::move(key),
          .expected = std::move(expected),
          .found = std::move(found)};
}

bool may_be_there(const FoundValue& found) { return found.there || found.is_corrupt; }

std::string show(const KeyRange& range) {
  std::string text = fmt::format("a scan from {}", quote(range.from));
  if (range.to) text += fmt::format(" to {}", quote(*range.to));
  if (range.limit < std::numeric_limits<std::size_t>::max()) {
    text += fmt::format(", {} keys at most", range.limit);
  }
  return text + (range.reverse ? ", from the back" : "");
}

}  // namespace

std::optional<Violation> Questions::ask_all(Store& store, std::span<const FoundValue> found,
                                            Chooser& chooser, std::string_view extra) {
  extra_ = extra;
  denied_.clear();
  if (store_under_test_ && store_under_test_->subject) return observe_again(store, found);
  for (int question = 0; question < question_count; ++question) {
    if (auto violation = ask(static_cast<Question>(question), store, found, chooser)) {
      return violation;
    }
  }
  return std::nullopt;
}

std::optional<Violation> Questions::ask_one(Store& store, std::span<const FoundValue> found,
                                            Chooser& chooser) {
  extra_ = {};
  if (store_under_test_ && store_under_test_->subject) return observe_again(store, found);
  return ask(static_cast<Question>(chooser.below(question_count)), store, found, chooser);
}

// A subject has nothing else that can be asked.
std::optional<Violation> Questions::observe_again(Store& store, std::span<const FoundValue> found) {
  std::string state;
  auto there = store.get(subject_key, state);
  if (!there.ok()) return failure("observe", there.error());
  if (state == found[0].value) return std::nullopt;
  return Violation{.kind = FindingKind::inconsistent,
                   .key = {},
                   .expected = "observe says the same twice: " + quote(found[0].value),
                   .found = quote(state)};
}

std::optional<Violation> Questions::ask(Question question, Store& store,
                                        std::span<const FoundValue> found, Chooser& chooser) {
  try {
    switch (question) {
      case Question::contains:
        return ask_contains(store, found);
      case Question::scan:
        return ask_scan(store, found, {});
      case Question::range:
        return ask_range(store, found, chooser);
      case Question::walk:
        return ask_walk(store, found, chooser);
      case Question::stats:
        return ask_stats(store, found);
      case Question::unknown_key:
        return ask_unknown_key(store);
    }
  } catch (const DoesNotStop&) {
    return Violation{
        .kind = FindingKind::inconsistent,
        .key = {},
        .expected = "a scan or a walk comes to its end",
        .found = fmt::format("{} calls more than there are keys", calls_after_stop_max)};
  }
  return std::nullopt;
}

std::optional<Violation> Questions::ask_contains(Store& store, std::span<const FoundValue> found) {
  for (std::uint32_t key = 0; key < found.size(); ++key) {
    auto there = store.contains(name(key));
    if (!there.ok() && there.error().code == ErrorCode::unsupported) return std::nullopt;
    if (!there.ok() && is_damage(there.error())) continue;
    if (!there.ok()) return failure("contains", there.error());
    if (found[key].is_corrupt && !*there) denied_.push_back(key);
    if (found[key].is_corrupt || *there == found[key].there) continue;
    return inconsistency(std::string(name(key)),
                         found[key].there ? "contains says that the key is there, as get does"
                                          : "contains says that the key is absent, as get does",
                         *there ? "contains says that it is there" : "contains says it is absent");
  }
  return std::nullopt;
}

// The keys that are there and in the range, in the order in which a scan must show them.
void Questions::order_expected(const KeyRange& range, std::span<const FoundValue> found) {
  expected_.clear();
  for (std::uint32_t key = 0; key < found.size(); ++key) {
    bool is_inside = name(key) >= range.from && (!range.to || name(key) < *range.to);
    if (may_be_there(found[key]) && is_inside) expected_.push_back(key);
  }
  // The table is sorted; only the key besides it may be out of place.
  bool has_extra = !expected_.empty() && expected_.back() == keys_.size();
  if (has_extra) {
    std::ranges::sort(expected_, {}, [this](std::uint32_t key) { return name(key); });
  }
  if (range.reverse) std::ranges::reverse(expected_);
}

// Corrupt keys that an answer leaves out, which is up to the asker; then those that are due.
void Questions::deny_corrupt_keys(std::span<const FoundValue> found, Shown shown,
                                  std::size_t limit) {
  std::size_t place = 0;
  std::erase_if(expected_, [&](std::uint32_t due) {
    bool is_shown = place < answers_.size() && answers_[place].first == name(due);
    bool is_denied = found[due].is_corrupt && !is_shown && place < limit &&
                     (shown == Shown::whole || place < answers_.size());
    if (is_denied) denied_.push_back(due);
    if (!is_denied) ++place;
    return is_denied;
  });
  if (expected_.size() > limit) expected_.resize(limit);
}

std::optional<Violation> Questions::ask_scan(Store& store, std::span<const FoundValue> found,
                                             const KeyRange& range) {
  order_expected(range, found);
  answers_.clear();
  int calls_after_stop = 0;
  auto scanned = store.scan(range, [&](std::string_view key, std::string_view value) {
    if (answers_.size() > expected_.size() + surplus_max) {
      if (++calls_after_stop > calls_after_stop_max) throw DoesNotStop{};
      return false;
    }
    answers_.emplace_back(key, value);
    return true;
  });
  if (!scanned.ok() && scanned.error().code == ErrorCode::unsupported) return std::nullopt;
  const bool has_met_damage = !scanned.ok() && is_damage(scanned.error());
  if (!scanned.ok() && !has_met_damage) return failure("a scan", scanned.error());
  const Shown shown = has_met_damage ? Shown::beginning : Shown::whole;
  deny_corrupt_keys(found, shown, range.limit);
  const auto wrong = first_wrong(found, shown, true);
  if (!wrong) return std::nullopt;
  return tell(*wrong, show(range), found, true);
}

// The first answer that is not the one that is due; nullopt: every answer is. Nothing is told here:
// that would take longer than to ask.
std::optional<std::size_t> Questions::first_wrong(std::span<const FoundValue> found, Shown shown,
                                                  bool has_values) const {
  const std::size_t due_count = shown == Shown::whole ? expected_.size() : 0;
  for (std::size_t place = 0; place < std::max(answers_.size(), due_count); ++place) {
    if (place >= expected_.size() || place >= answers_.size()) return place;
    const FoundValue& due = found[expected_[place]];
    const auto& [key, value] = answers_[place];
    if (key != name(expected_[place])) return place;
    if (has_values && (due.is_corrupt || value != due.value)) return place;
  }
  return std::nullopt;
}

Violation Questions::tell(std::size_t place, std::string_view question,
                          std::span<const FoundValue> found, bool has_values) const {
  if (place < answers_.size() && !number_of(answers_[place].first)) {
    const auto& [key, value] = answers_[place];
    return Violation{FindingKind::invented, key, "no such key",
                     has_values ? fmt::format("{} shows it: {}", question, quote(value))
                                : fmt::format("{} shows it", question)};
  }
  if (place == expected_.size()) {
    const auto& [key, value] = answers_[place];
    return inconsistency(key, fmt::format("{} does not show it", question),
                         fmt::format("it shows {}", quote(value)));
  }
  const std::uint32_t due = expected_[place];
  std::string shows =
      found[due].is_corrupt
          ? fmt::format("{} calls it corrupt, as get does", question)
          : fmt::format("{} shows it as {}, as get does", question, quote(found[due].value));
  if (place == answers_.size()) {
    return inconsistency(std::string(name(due)), std::move(shows), "it is not shown");
  }
  const auto& [key, value] = answers_[place];
  if (key != name(due)) {
    return inconsistency(std::string(name(due)), std::move(shows),
                         fmt::format("{} in its place", quote(key)));
  }
  return inconsistency(key, std::move(shows), fmt::format("it is {} there", quote(value)));
}

// A key, one just behind or before it, or the empty one.
std::string Questions::bound(Chooser& chooser) const {
  if (keys_.size() == 0) return {};
  std::string key = keys_.name(static_cast<std::uint32_t>(chooser.below(keys_.size())));
  switch (chooser.below(4)) {
    case 0:
      return key + '\0';
    case 1:
      if (!key.empty()) key.pop_back();
      return key;
    default:
      return key;
  }
}

std::optional<Violation> Questions::ask_range(Store& store, std::span<const FoundValue> found,
                                              Chooser& chooser) {
  std::string from = chooser.below(3) == 0 ? std::string() : bound(chooser);
  std::string to = bound(chooser);
  KeyRange range{.from = from, .reverse = chooser.below(2) == 0};
  if (chooser.below(2) == 0) range.to = to;
  if (chooser.below(2) == 0) range.limit = chooser.below(keys_.size() + 2);
  auto violation = ask_scan(store, found, range);
  bool is_about_ranges = violation && violation->kind == FindingKind::inconsistent;
  return is_about_ranges && has_no_ranges(store) ? std::nullopt : violation;
}

bool Questions::has_no_ranges(Store& store) {
  if (!ignores_ranges(store)) return false;
  if (!is_without_ranges_) {
    is_without_ranges_ = store_under_test_ == nullptr || ignores_ranges(*store_under_test_);
  }
  return *is_without_ranges_;
}

std::optional<Violation> Questions::ask_walk(Store& store, std::span<const FoundValue> found,
                                             Chooser& chooser) {
  std::vector<std::string> walked;
  std::uint64_t from = 0;
  // A store may read all its keys at each call: few calls walk through many keys.
  const std::size_t wanted_min = keys_.size() / walk_calls_max + 1;
  std::size_t wanted = chooser.between(wanted_min, 4 * wanted_min);
  for (std::size_t calls = 0;; ++calls) {
    // Each of them visits a key, but for the last one.
    if (calls > keys_.size() + surplus_max + calls_after_stop_max) throw DoesNotStop{};
    auto next = store.walk(from, wanted, [&](std::string_view key) {
      if (walked.size() > keys_.size() + surplus_max + calls_after_stop_max) throw DoesNotStop{};
      walked.emplace_back(key);
    });
    if (!next.ok() && next.error().code == ErrorCode::unsupported) return std::nullopt;
    if (!next.ok() && is_damage(next.error())) return check_walked(walked, found);
    if (!next.ok()) return failure("a walk", next.error());
    if (!*next) break;
    if (**next <= from) {
      return Violation{.kind = FindingKind::inconsistent,
                       .key = {},
                       .expected = "a walk goes on to a later position",
                       .found = fmt::format("from {} to {}", from, **next)};
    }
    from = **next;
  }
  std::ranges::sort(walked);
  order_expected({}, found);
  answers_.clear();
  for (std::string& key : walked) answers_.emplace_back(std::move(key), std::string());
  deny_corrupt_keys(found, Shown::whole, answers_.max_size());
  const auto wrong = first_wrong(found, Shown::whole, false);
  if (!wrong) return std::nullopt;
  return tell(*wrong, "a walk", found, false);
}

// Checks a walk that has met damage: the keys that it shows must be there.
std::optional<Violation> Questions::check_walked(std::span<const std::string> walked,
                                                 std::span<const FoundValue> found) const {
  for (const std::string& key : walked) {
    auto number = number_of(key);
    if (number && *number < found.size() && may_be_there(found[*number])) continue;
    return Violation{.kind = FindingKind::invented,
                     .key = key,
                     .expected = "no such key",
                     .found = "a walk shows it"};
  }
  return std::nullopt;
}

std::optional<std::uint32_t> Questions::number_of(std::string_view key) const {
  if (!extra_.empty() && key == extra_) return keys_.size();
  return keys_.find(key);
}

std::optional<Violation> Questions::ask_stats(Store& store, std::span<const FoundValue> found) {
  StoreStats stats = store.stats();
  if (stats.keys == 0 && stats.file_bytes == 0 && stats.wasted_bytes == 0) return std::nullopt;
  std::uint64_t keys = 0;
  for (const FoundValue& value : found) keys += value.there ? 1 : 0;
  // Nobody can tell the key of a damaged record: it counts, also beside a later record of its key.
  if (may_be_damaged_ ? stats.keys < keys : stats.keys != keys) {
    return Violation{.kind = FindingKind::inconsistent,
                     .key = {},
                     .expected = fmt::format("the stats count {} keys, as get does", keys),
                     .found = fmt::format("{} keys", stats.keys)};
  }
  if (stats.wasted_bytes > stats.file_bytes) {
    return Violation{.kind = FindingKind::inconsistent,
                     .key = {},
                     .expected = "no more bytes are wasted than the files have",
                     .found = fmt::format("{} of {}", stats.wasted_bytes, stats.file_bytes)};
  }
  return std::nullopt;
}

std::optional<Violation> Questions::ask_unknown_key(Store& store) {
  std::string key = "nobody has set this key";
  while (number_of(key)) key += '~';
  std::string value;
  auto there = store.get(key, value);
  if (!there.ok() && is_damage(there.error())) return std::nullopt;
  if (!there.ok()) return failure("get", there.error());
  if (!*there) return std::nullopt;
  return Violation{
      .kind = FindingKind::invented, .key = key, .expected = "absent", .found = quote(value)};
}

}  // namespace powercut
