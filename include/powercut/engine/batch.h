// Batch: writes that a store takes all or not at all (contract D9).
//
// In order; a later change of a key overrides an earlier one. Owner: holds copies of its keys and
// values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace powercut {

struct Change {
  std::string key;
  std::optional<std::string> value;  // none: the key is removed

  friend bool operator==(const Change&, const Change&) = default;
};

class Batch {
 public:
  void set(std::string_view key, std::string_view value) {
    changes_.push_back({std::string(key), std::string(value)});
  }
  void remove(std::string_view key) { changes_.push_back({std::string(key), std::nullopt}); }

  const std::vector<Change>& changes() const { return changes_; }
  bool empty() const { return changes_.empty(); }

  // The memory stays for the next changes.
  void clear() { changes_.clear(); }

 private:
  std::vector<Change> changes_;
};

}  // namespace powercut
