#include "harness/watch/watched_store.h"

#include <fmt/format.h>

#include <utility>

#include "engine/io/macros.h"
#include "harness/watch/store_call.h"
#include "harness/watch/virtual_time.h"
#include "powercut/engine/forwarding_store.h"

namespace powercut {

namespace {

class WatchedStore : public ForwardingStoreOf<WatchedStore> {
 public:
  explicit WatchedStore(std::unique_ptr<Store> store) : ForwardingStoreOf(std::move(store)) {}
  ~WatchedStore() override {
    const StoreCall call;
    forward_to(nullptr);
  }
  WatchedStore(const WatchedStore&) = delete;
  WatchedStore& operator=(const WatchedStore&) = delete;

  StoreCall around() const { return {}; }
};

}  // namespace

Result<std::unique_ptr<Store>> open_watched(const StoreUnderTest& store, Environment& environment) {
  const StoreCall call;
  TRY_ASSIGN(auto opened, store.open(environment));
  return std::unique_ptr<Store>(new WatchedStore(std::move(opened)));
}

Violation endless_tasks(FindingKind kind) {
  return {.kind = kind,
          .key = {},
          .expected = "what runs in the background comes to an end",
          .found = fmt::format("{} tasks in a row, in less than a millisecond",
                               VirtualTime::tasks_in_a_row_max)};
}

}  // namespace powercut
