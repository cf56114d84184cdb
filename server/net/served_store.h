// ServedStore: opens the store behind the server, chosen by name, and owns all that it runs on.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/engine/store.h"
#include "powercut/engine/sync_policy.h"
#include "powercut/io/environment.h"
#include "powercut/io/posix_file_system.h"
#include "powercut/io/thread_executor.h"
#include "server/commands/host.h"

namespace powercut {

struct StoreChoice {
  std::string kind = "cask";  // one of store_kinds()
  std::string directory = {};
  SyncPolicy policy = SyncPolicy::always;
  bool ordered = false;    // cask: keeps an ordered index, for RANGE
  std::uint64_t seed = 0;  // cask: of its hashes
};

// The kinds that `powercut-server --store` takes.
const std::vector<std::string>& store_kinds();

class ServedStore {
 public:
  // Opens the store, or makes one. The text is for a person. It says what was found, or, with
  // nullptr, why the store does not open.
  static std::unique_ptr<ServedStore> open(const StoreChoice& choice, std::string& text);
  ~ServedStore();

  Store& store() { return *store_; }
  const StoreChoice& choice() const { return choice_; }

  // True if one thread may read while another writes.
  bool takes_threads() const { return takes_threads_; }

  // Ends a compaction on request soon. For a caller that is about to close the store.
  void stop_compacting();

  // Adds the store's facts for INFO.
  void add_facts(HostFacts& facts) const;

 private:
  explicit ServedStore(const StoreChoice& choice) : choice_(choice) {}
  Result<void> open_store(std::string& text);

  StoreChoice choice_;
  PosixFileSystem files_;
  SystemClock clock_;
  ThreadExecutor executor_;
  ThreadExecutor background_{ThreadPriority::low};
  Environment environment_{files_, clock_, executor_, background_};
  std::unique_ptr<Store> store_;
  bool takes_threads_ = false;
};

}  // namespace powercut
