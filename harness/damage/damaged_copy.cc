#include "harness/damage/damaged_copy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/watch/watched_store.h"
#include "powercut/harness/operation.h"

namespace powercut {

namespace {

// Long enough for all that a store does in the background.
constexpr Duration long_wait = std::chrono::seconds(3);

bool says_corrupt(const Error& error) { return error.code == ErrorCode::corrupt; }

FoundValue found_value(std::optional<std::string> value) {
  if (!value) return {};
  return {.there = true, .value = std::move(*value)};
}

bool same(const FoundValue& one, const FoundValue& other) {
  return one.is_corrupt == other.is_corrupt && one.there == other.there &&
         (!one.there || one.value == other.value);
}

std::string show(const FoundValue& found) {
  if (found.is_corrupt) return "corrupt";
  return found.there ? quote(found.value) : "absent";
}

std::string unknown_key(const KeyTable& keys) {
  std::string key = "set on a damaged disk";
  while (keys.find(key)) key += '~';
  return key;
}

}  // namespace

DamagedCopy::DamagedCopy(const StoreUnderTest& store, const History& history,
                         const Promise& promise, Disk disk, Duration now)
    : store_under_test_(store),
      history_(history),
      oracle_(history, true),
      disk_(std::move(disk)),
      files_(disk_),
      environment_{files_, time_, time_},
      questions_(history.keys, &store, true),
      extra_key_(unknown_key(history.keys)) {
  oracle_.expect(promise);
  time_.reset(now);
}

std::optional<Violation> DamagedCopy::live(std::uint64_t lot) {
  chooser_ = Chooser(~lot);
  if (open() && look() && live_on()) story_.emplace_back("it lives on with it");
  return violation_;
}

bool DamagedCopy::live_on() {
  std::array<Deed, deed_count> deeds{Deed::overwrite, Deed::apply, Deed::remove,
                                     Deed::compact,   Deed::wait,  Deed::restart};
  for (std::size_t left = deeds.size(); left > 0; --left) {
    std::swap(deeds[left - 1], deeds[chooser_.below(left)]);
    const Deed deed = deeds[left - 1];
    if (!change(deed)) return false;
    bool may_move_records = deed == Deed::compact || deed == Deed::wait || deed == Deed::restart;
    if (may_move_records && !look()) return false;
  }
  return set(history_.keys.size()) && restart() && look();
}

bool DamagedCopy::change(Deed deed) {
  switch (deed) {
    case Deed::overwrite:
      return set(draw_key());
    case Deed::apply:
      return apply();
    case Deed::remove:
      return remove(draw_key());
    case Deed::compact:
      return maintain(store_->compact(), "compact");
    case Deed::wait:
      time_.advance(long_wait);
      if (time_.runs_endlessly()) violation_ = endless_tasks(FindingKind::unreported);
      return !violation_;
    case Deed::restart:
      return restart();
  }
  return true;
}

bool DamagedCopy::open() {
  auto opened = open_watched(store_under_test_, environment_);
  if (opened.ok()) {
    store_ = std::move(*opened);
    return true;
  }
  if (!says_corrupt(opened.error())) {
    return blame({}, "open succeeds, or says corrupt", describe(opened.error()));
  }
  story_.emplace_back("open says corrupt");
  return false;
}

bool DamagedCopy::restart() {
  if (chooser_.below(2) == 0 && !maintain(store_->close(), "close")) return false;
  store_.reset();
  return open();
}

bool DamagedCopy::maintain(const Result<void>& done, std::string_view what) {
  if (done.ok() || says_corrupt(done.error())) return true;
  if (done.error().code == ErrorCode::unsupported) return true;
  return blame({}, fmt::format("{} succeeds, or says corrupt", what), describe(done.error()));
}

// ---- what it says

bool DamagedCopy::look() {
  std::vector<FoundValue> found(history_.keys.size() + 1);
  if (!find(found)) return false;
  const bool first_look = known_.empty();
  if (!(first_look ? judge_first(found) : judge_again(found))) return false;
  known_.resize(found.size());
  for (std::size_t key = 0; key < found.size(); ++key) {
    const Known& before = known_[key];
    bool was_absent = before.may_be_absent || (!before.value.there && !before.value.is_corrupt);
    known_[key] = {.value = found[key],
                   .may_be_absent = found[key].is_corrupt && was_absent && !first_look};
  }
  auto violation = questions_.ask_all(*store_, found, chooser_, extra_key_);
  if (!violation) return judge_denied();
  return blame(violation->key, violation->expected, violation->found);
}

// Where get says corrupt and a scan that the key is absent, it must be absent.
bool DamagedCopy::judge_denied() {
  for (std::uint32_t key : questions_.denied()) {
    if (known_[key].may_be_absent || is_explained(key, {})) continue;
    return blame(name(key), "corrupt, as get says", "it is left out of what else is asked");
  }
  return true;
}

bool DamagedCopy::find(std::vector<FoundValue>& found) {
  for (std::uint32_t key = 0; key < found.size(); ++key) {
    auto there = store_->get(name(key), found[key].value);
    found[key].there = there.ok() && *there;
    found[key].is_corrupt = !there.ok() && says_corrupt(there.error());
    if (there.ok() || found[key].is_corrupt) continue;
    return blame(name(key), "get succeeds, or says corrupt", describe(there.error()));
  }
  return true;
}

bool DamagedCopy::judge_first(const std::vector<FoundValue>& found) {
  if (found.back().there) return blame(extra_key_, "absent", show(found.back()));
  first_.assign(found.begin(), found.end() - 1);
  auto corrupt = std::ranges::count_if(found, &FoundValue::is_corrupt);
  if (corrupt > 0) story_.push_back(fmt::format("get says corrupt, of {} keys", corrupt));
  auto violation = oracle_.judge(first_);
  if (!violation) return true;
  for (std::uint32_t key = 0; key < first_.size(); ++key) {
    story_.push_back(fmt::format("{} is {}", quote(name(key)), show(found[key])));
  }
  return blame(violation->key, violation->expected + ", or corrupt", violation->found);
}

bool DamagedCopy::judge_again(const std::vector<FoundValue>& found) {
  for (std::uint32_t key = 0; key < found.size(); ++key) {
    const Known& before = known_[key];
    auto is_found = [&](const FoundValue& value) { return same(found[key], value); };
    bool is_kept = is_found(before.value) || std::ranges::any_of(before.or_else, is_found);
    if (is_kept || (before.value.is_corrupt && is_explained(key, found[key]))) continue;
    // Nobody can tell the key of a damaged record: it may be any key that has no better one.
    if (found[key].is_corrupt && !before.value.there) continue;
    std::string expected = show(before.value);
    for (const FoundValue& other : before.or_else) expected += " or " + show(other);
    return blame(name(key), expected + ", as before", show(found[key]));
  }
  return true;
}

// A key that was corrupt first and now is not must have the value that was due then.
bool DamagedCopy::is_explained(std::uint32_t key, const FoundValue& found) {
  if (key >= first_.size() || !first_[key].is_corrupt) return false;
  std::vector<FoundValue> all = first_;
  all[key] = found;
  return !oracle_.judge(all);
}

// ---- what it is told

bool DamagedCopy::set(std::uint32_t key) {
  std::string value = next_value();
  const std::pair<std::uint32_t, FoundValue> change{key, found_value(value)};
  return changed(store_->set(name(key), value), "set", {&change, 1});
}

bool DamagedCopy::apply() {
  std::uint32_t set_key = draw_key();
  std::uint32_t removed_key = draw_key();
  std::string value = next_value();
  Batch batch;
  batch.remove(name(removed_key));
  batch.set(name(set_key), value);
  std::vector<std::pair<std::uint32_t, FoundValue>> changes;
  if (removed_key != set_key) changes.emplace_back(removed_key, FoundValue{});
  changes.emplace_back(set_key, found_value(value));
  return changed(store_->apply(batch), "a batch", changes);
}

bool DamagedCopy::remove(std::uint32_t key) {
  const Known before = known_[key];
  auto removed = store_->remove(name(key));
  if (removed.ok() && before.or_else.empty()) {
    bool was_there = before.value.there || before.value.is_corrupt;
    if (*removed != was_there && !before.may_be_absent) {
      return blame(name(key), fmt::format("remove finds {}", show(before.value)),
                   *removed ? "it says that the key was there" : "it says that it was not");
    }
  }
  const std::pair<std::uint32_t, FoundValue> change{key, {}};
  return changed(removed.ok() ? Result<void>() : removed.error(), "remove", {&change, 1});
}

// A change that says corrupt has been done or not; an acknowledged one is there.
bool DamagedCopy::changed(const Result<void>& done, std::string_view what,
                          std::span<const std::pair<std::uint32_t, FoundValue>> changes) {
  if (!done.ok() && done.error().code == ErrorCode::unsupported) return true;
  if (!done.ok() && !says_corrupt(done.error())) {
    const bool is_beyond_limit =
        done.error().code == ErrorCode::too_large &&
        std::ranges::any_of(changes, [&](const auto& change) {
          return name(change.first).size() > store_under_test_.limits.key_bytes;
        });
    if (is_beyond_limit) return true;
    return blame({}, fmt::format("{} succeeds, or says corrupt", what), describe(done.error()));
  }
  for (const auto& [key, value] : changes) {
    if (done.ok()) {
      known_[key] = {.value = value};
    } else {
      known_[key].or_else.push_back(value);
    }
  }
  return true;
}

// One that is corrupt more often than others.
std::uint32_t DamagedCopy::draw_key() {
  auto drawn = static_cast<std::uint32_t>(chooser_.below(known_.size()));
  if (chooser_.below(3) > 0) return drawn;
  for (std::uint32_t key = 0; key < known_.size(); ++key) {
    if (known_[key].value.is_corrupt) return key;
  }
  return drawn;
}

std::string DamagedCopy::next_value() { return fmt::format("set after damage {}", ++versions_); }

std::string DamagedCopy::name(std::uint32_t key) const {
  return key < history_.keys.size() ? history_.keys.name(key) : extra_key_;
}

bool DamagedCopy::blame(std::optional<std::string> key, std::string expected, std::string found) {
  violation_ = Violation{.kind = FindingKind::unreported,
                         .key = std::move(key),
                         .expected = std::move(expected),
                         .found = std::move(found)};
  return false;
}

}  // namespace powercut
