// The reads of a keyspace that look at many keys.
#include <algorithm>

#include "engine/io/macros.h"
#include "server/commands/keyspace/keyspace.h"

namespace powercut {

namespace {

// Keys that are asked of the store at a time.
constexpr std::size_t walk_step_keys = 1024;

}  // namespace

// The last change of each key that has one.
template <typename Visit>
void Keyspace::for_each_pending(Visit&& visit) const {
  for (auto batch = pending_.begin(); batch != pending_.end(); ++batch) {
    (*batch)->for_each_last([&](const Change& change) {
      const bool is_last = std::none_of(std::next(batch), pending_.end(), [&](const auto& later) {
        return later->has_key(change.key);
      });
      if (is_last) visit(change);
    });
  }
}

Result<std::uint64_t> Keyspace::count() {
  need_all_pending();
  std::uint64_t keys = store_.stats().keys;
  Result<void> read;
  for_each_pending([&](const Change& change) {
    const Result<bool> was_there = store_.contains(change.key);
    if (!was_there.ok()) {
      read = was_there.error();
      return;
    }
    if (change.value && !*was_there) ++keys;
    if (!change.value && *was_there) --keys;
  });
  TRY(read);
  return keys;
}

Result<void> Keyspace::for_each_key(const KeyVisitor& visit) {
  need_all_pending();
  bool goes_on = true;
  for_each_pending([&](const Change& change) {
    if (goes_on && change.value) goes_on = visit(change.key);
  });
  std::optional<std::uint64_t> from = 0;
  while (goes_on && from) {
    TRY_ASSIGN(from, store_.walk(*from, walk_step_keys, [&](std::string_view key) {
      if (goes_on && !is_pending(key)) goes_on = visit(key);
    }));
  }
  return {};
}

Result<std::optional<std::uint64_t>> Keyspace::walk(
    std::uint64_t from, std::size_t wanted, const std::function<void(std::string_view)>& visit) {
  need_all_pending();
  TRY_ASSIGN(const std::optional<std::uint64_t> next,
             store_.walk(from, wanted, [&](std::string_view key) {
               if (!is_pending(key)) visit(key);
             }));
  for_each_pending([&](const Change& change) {
    if (!change.value) return;
    const std::uint64_t position = store_.position_of(change.key);
    if (position >= from && (!next || position < *next)) visit(change.key);
  });
  return next;
}

// The key that stands first behind a random position. Where that is removed, another position may
// help; but if all have been in vain, only a look at all keys tells whether there is one.
Result<bool> Keyspace::random_key(std::uint64_t random, std::string& key) {
  constexpr int tries_max = 16;
  constexpr std::uint64_t step = 0x9E3779B97F4A7C15U;
  bool is_found = false;
  const auto take_first = [&](std::string_view candidate) {
    if (is_found) return;
    key = candidate;
    is_found = true;
  };
  for (int tries = 0; tries < tries_max && !is_found; ++tries, random += step) {
    TRY_ASSIGN(const std::optional<std::uint64_t> next,
               walk(random % key_position_end, 1, take_first));
    if (!is_found && !next) TRY(walk(0, 1, take_first));
  }
  if (is_found) return true;
  TRY(for_each_key([&](std::string_view candidate) {
    take_first(candidate);
    return false;
  }));
  return is_found;
}

Result<void> Keyspace::scan(const KeyRange& range, const ScanVisitor& visit) {
  need_all_pending();
  std::vector<const Change*> pending;
  for_each_pending([&](const Change& change) {
    const bool is_in = change.key >= range.from && (!range.to || change.key < *range.to);
    if (is_in) pending.push_back(&change);
  });
  std::ranges::sort(pending, [&](const Change* left, const Change* right) {
    return range.reverse ? right->key < left->key : left->key < right->key;
  });
  auto next_pending = pending.begin();
  std::size_t left = range.limit;
  const auto give = [&](std::string_view key, std::string_view value) {
    if (left == 0) return false;
    --left;
    return visit(key, value) && left > 0;
  };
  // False: enough. Gives the changes before `key`, or all that are left.
  const auto give_pending_before = [&](std::optional<std::string_view> key) {
    while (next_pending != pending.end()) {
      const Change& change = **next_pending;
      const bool is_before =
          !key || (range.reverse ? *key < change.key : std::string_view(change.key) < *key);
      if (!is_before) break;
      ++next_pending;
      if (change.value && !give(change.key, *change.value)) return false;
    }
    return true;
  };
  bool goes_on = left > 0;
  KeyRange all = range;
  const std::size_t endless = std::numeric_limits<std::size_t>::max();
  all.limit = range.limit < endless - pending.size() ? range.limit + pending.size() : endless;
  if (goes_on) {
    TRY(store_.scan(all, [&](std::string_view key, std::string_view value) {
      goes_on = give_pending_before(key);
      if (goes_on && !is_pending(key)) goes_on = give(key, value);
      return goes_on;
    }));
  }
  if (goes_on) give_pending_before(std::nullopt);
  return {};
}

}  // namespace powercut
