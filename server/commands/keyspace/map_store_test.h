// MapStore: a map that fails when it is told to.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "powercut/engine/store.h"

namespace powercut {

class MapStore : public Store {
 public:
  std::map<std::string, std::string, std::less<>> map;
  std::optional<Error> failure;

  Result<void> set(std::string_view key, std::string_view value) override {
    if (failure) return *failure;
    map.insert_or_assign(std::string(key), std::string(value));
    return {};
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    if (failure) return *failure;
    const auto found = map.find(key);
    if (found == map.end()) return false;
    value = found->second;
    return true;
  }
  Result<bool> remove(std::string_view key) override {
    if (failure) return *failure;
    return map.erase(std::string(key)) > 0;
  }
  Result<void> apply(const Batch& batch) override {
    if (failure) return *failure;
    for (const auto& [key, value] : batch.changes()) {
      value ? void(map.insert_or_assign(key, *value)) : void(map.erase(key));
    }
    return {};
  }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    if (failure) return *failure;
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto& [key, value] : map) {
      if (key >= range.from && (!range.to || key < *range.to)) found.emplace_back(key, value);
    }
    if (range.reverse) std::ranges::reverse(found);
    if (found.size() > range.limit) found.resize(range.limit);
    for (const auto& [key, value] : found) {
      if (!visit(key, value)) break;
    }
    return {};
  }
  StoreStats stats() const override { return {.keys = map.size()}; }
};

}  // namespace powercut
