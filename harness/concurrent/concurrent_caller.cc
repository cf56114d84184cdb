#include "harness/concurrent/concurrent_caller.h"

#include <algorithm>

#include "engine/io/macros.h"
#include "harness/concurrent/stamped_value.h"

namespace powercut {

namespace {

// The pairs that a scan has shown, in its order.
using Shown = std::vector<std::pair<std::string, std::string>>;

// False: unknown keys, a key twice, or keys out of order.
bool fill_in(const Shown& shown, const ConcurrentKeys& keys, ConcurrentOperation& scan) {
  for (KeyStamp& entry : scan.keys) entry.stamp = absent;
  for (const auto& [key, value] : shown) {
    const auto entry = std::ranges::find(
        scan.keys, key, [&](const KeyStamp& known) { return keys.names[known.key]; });
    if (entry == scan.keys.end()) return false;
    entry->stamp = stamp_in(key, value);
  }
  return std::ranges::adjacent_find(shown, [&](const auto& left, const auto& right) {
           return scan.reverse ? left.first <= right.first : left.first >= right.first;
         }) == shown.end();
}

}  // namespace

template <typename Call>
auto ConcurrentCaller::timed(ConcurrentOperation& operation, const Call& call) {
  operation.invoked = ticks_.next();
  auto result = call();
  operation.returned = ticks_.next();
  return result;
}

bool ConcurrentCaller::call(ConcurrentOperation& operation) {
  const Result<void> result = make(operation);
  if (!result.ok() && result.error().code == ErrorCode::unsupported) return false;
  operation.answer = result.ok() ? Answer::ok : Answer::failed;
  return true;
}

Result<void> ConcurrentCaller::make(ConcurrentOperation& operation) {
  switch (operation.kind) {
    case ConcurrentKind::set:
      return set(operation);
    case ConcurrentKind::remove:
      return remove(operation);
    case ConcurrentKind::get:
      return get(operation);
    case ConcurrentKind::batch:
      return apply(operation);
    case ConcurrentKind::scan:
      return scan(operation);
    case ConcurrentKind::sync:
      return timed(operation, [&] { return store_.sync(); });
    case ConcurrentKind::compact:
      return timed(operation, [&] { return store_.compact(); });
  }
  return {};
}

Result<void> ConcurrentCaller::set(ConcurrentOperation& operation) {
  const KeyStamp& entry = operation.keys.front();
  const std::string& key = keys_.names[entry.key];
  const std::string value = stamped_value(key, entry.stamp);
  return timed(operation, [&] { return store_.set(key, value); });
}

Result<void> ConcurrentCaller::get(ConcurrentOperation& operation) {
  KeyStamp& entry = operation.keys.front();
  const std::string& key = keys_.names[entry.key];
  std::string value;
  TRY_ASSIGN(const bool found, timed(operation, [&] { return store_.get(key, value); }));
  entry.stamp = found ? stamp_in(key, value) : absent;
  return {};
}

Result<void> ConcurrentCaller::remove(ConcurrentOperation& operation) {
  const std::string& key = keys_.names[operation.keys.front().key];
  TRY_ASSIGN(operation.was_there, timed(operation, [&] { return store_.remove(key); }));
  return {};
}

Result<void> ConcurrentCaller::apply(ConcurrentOperation& operation) {
  Batch batch;
  for (const KeyStamp& entry : operation.keys) {
    const std::string& key = keys_.names[entry.key];
    if (entry.stamp == absent) {
      batch.remove(key);
    } else {
      batch.set(key, stamped_value(key, entry.stamp));
    }
  }
  return timed(operation, [&] { return store_.apply(batch); });
}

Result<void> ConcurrentCaller::scan(ConcurrentOperation& operation) {
  const std::uint32_t last = operation.keys.back().key;
  const bool to_the_end = last + 1 == keys_.names.size();
  KeyRange range{.from = keys_.names[operation.keys.front().key], .reverse = operation.reverse};
  if (!to_the_end) range.to = keys_.names[last + 1];
  Shown shown;
  TRY(timed(operation, [&] {
    shown.clear();
    return store_.scan(range, [&](std::string_view key, std::string_view value) {
      shown.emplace_back(key, value);
      return true;
    });
  }));
  operation.well_formed = fill_in(shown, keys_, operation);
  return {};
}

}  // namespace powercut
