// LogIndex: finds the value of each live key in the log. It is a cache of the log, in memory only.
//
// It has no order: a caller that needs one sorts. It also counts the bytes of the live records,
// which is what the log would take after a compaction.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/hash/hash.h>
#include <absl/strings/string_view.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engine/log/record_format.h"

namespace powercut {

struct ValueLocation {
  std::uint64_t offset;  // of the value's first byte in the log
  std::uint32_t length;
};

class LogIndex {
 public:
  // Takes a std::string_view as it is: Abseil's own lookup would build a std::string for it.
  struct KeyHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
      return absl::Hash<absl::string_view>{}(absl::string_view(key.data(), key.size()));
    }
  };
  using Map = absl::flat_hash_map<std::string, ValueLocation, KeyHash, std::equal_to<>>;

  // nullptr: no such key. Valid until the next change.
  const ValueLocation* find(std::string_view key) const {
    const auto found = map_.find(key);
    return found == map_.end() ? nullptr : &found->second;
  }

  void reserve(std::size_t keys) { map_.reserve(keys); }

  void set(std::string_view key, ValueLocation location) {
    const auto [entry, inserted] = map_.try_emplace(key, location);
    if (!inserted) {
      live_bytes_ -= record_bytes(*entry);
      entry->second = location;
    }
    live_bytes_ += record_bytes(*entry);
  }

  void remove(std::string_view key) {
    const auto found = map_.find(key);
    if (found == map_.end()) return;
    live_bytes_ -= record_bytes(*found);
    map_.erase(found);
  }

  // The caller may change offsets only, as live_bytes() counts the lengths.
  Map& entries() { return map_; }
  std::size_t keys() const { return map_.size(); }
  std::uint64_t live_bytes() const { return live_bytes_; }

  static std::uint64_t record_bytes(const Map::value_type& entry) {
    return record_header_bytes + entry.first.size() + entry.second.length;
  }
  static std::uint64_t record_offset(const Map::value_type& entry) {
    return entry.second.offset - entry.first.size() - record_header_bytes;
  }

 private:
  Map map_;
  std::uint64_t live_bytes_ = 0;
};

}  // namespace powercut
