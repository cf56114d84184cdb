// Batch: collects changes that a store makes all together or not at all (contract D9).
//
// The changes are in the order of the calls. A later change of a key overrides an earlier one.
// Owner: the batch holds copies of its keys and values.
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

  // Removes all changes; keeps the memory for the next ones.
  void clear() { changes_.clear(); }

 private:
  std::vector<Change> changes_;
};

}  // namespace powercut
