// MemoryStore: keeps a map in memory. It touches no file, and by design it loses everything with
// the process.
//
// The other stores are compared with it. It promises nothing of D1 to D4. Every call that changes
// it succeeds until close().
#pragma once

#include <memory>

#include "engine/ordered_map.h"
#include "powercut/io/environment.h"

namespace powercut {

struct MemoryStoreOptions {};

class MemoryStore : public Store {
 public:
  // The result is always ok, and an empty store. The arguments are those of the other stores.
  static Result<std::unique_ptr<MemoryStore>> open(Environment& environment, std::string_view path,
                                                   const MemoryStoreOptions& options = {});

  Result<void> set(std::string_view key, std::string_view value) override;
  Result<bool> get(std::string_view key, std::string& value) override;
  Result<bool> remove(std::string_view key) override;
  Result<void> apply(const Batch& batch) override;
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override;
  Result<void> sync() override;
  Result<void> compact() override;
  StoreStats stats() const override;
  Result<void> close() override;

 private:
  Result<void> check_open() const;

  OrderedMap map_;
  bool closed_ = false;
};

}  // namespace powercut
