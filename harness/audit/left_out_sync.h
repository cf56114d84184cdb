// with_syncs_met(): a store that notes each place in its code that asks for a sync.
//
// The same wrapper, without_sync() of <powercut/harness/audit_syncs.h>, leaves out the syncs of one
// place. It wraps the file system that the store is opened with, and the executors: so it holds in
// the run, in every recovery and in background tasks.
//
// Threads: the store's; MetSyncs by any.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "powercut/harness/audit_syncs.h"
#include "powercut/harness/store_under_test.h"

namespace powercut {

struct MetSync {
  std::string site;   // SyncSite::id
  std::string stack;  // SyncSite::stack
  std::uint64_t calls = 0;
};

class MetSyncs {
 public:
  void add(const std::string& site, const std::string& stack);

  // In the order of their names.
  std::vector<MetSync> all() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, MetSync> met_;
};

StoreUnderTest with_syncs_met(const StoreUnderTest& store, std::shared_ptr<MetSyncs> met);

}  // namespace powercut
