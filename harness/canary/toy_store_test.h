// ToyStore: a small log that keeps every promise, and a list of ways in which it can break one.
//
//   toy   records, one after the other (engine/log/record_format.h); a torn tail is cut at open
#pragma once

#include <optional>

#include "engine/io/appender.h"
#include "engine/ordered_map.h"
#include "powercut/engine/sync_policy.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/io/environment.h"

namespace powercut {

enum class Defect : std::uint8_t {
  none,
  skips_every_third_record,   // open forgets them
  skips_removals,             // open forgets them: what was removed is back
  invents_a_key,              // open adds one of its own
  spoils_a_value,             // open adds a byte to the first value
  splits_batches,             // a batch is written change by change
  writes_later_ones_first,    // every other change waits in memory until the next is written
  never_syncs,                // and says that it did
  syncs_only_when_closed,     // everysec without a timer
  trusts_the_cache,           // open reads what may not be durable, and syncs nothing
  ignores_failed_syncs,       // they change nothing
  dies_of_a_torn_tail,        // open takes it for damage
  appends_behind_torn_tails,  // open leaves them where they are
  forgets_when_closed,        // close cuts off the last record
  cannot_read_long_values,    // from 6 bytes on
  sulks_after_a_full_disk,    // no change is taken any more
  says_removed_regardless,    // remove finds keys that are not there
};

class ToyStore : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy policy,
                                             Defect defect);
  ~ToyStore() override;

  Result<void> set(std::string_view key, std::string_view value) override;
  Result<bool> get(std::string_view key, std::string& value) override;
  Result<bool> remove(std::string_view key) override;
  Result<void> apply(const Batch& batch) override;
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override;
  Result<void> sync() override;
  Result<void> close() override;

 private:
  ToyStore(Environment& environment, SyncPolicy policy, Defect defect)
      : environment_(environment), policy_(policy), defect_(defect) {}

  bool has(Defect defect) const { return defect_ == defect; }
  Result<void> recover();
  std::size_t replay(std::string_view log);
  Result<void> append(std::string_view record);
  Result<void> write(std::string_view record);
  Result<void> sync_file();
  void cancel_timer();

  Environment environment_;
  SyncPolicy policy_;
  Defect defect_;
  std::unique_ptr<File> file_;
  std::optional<Appender> appender_;
  OrderedMap map_;
  std::string held_back_;
  std::size_t last_record_bytes_ = 0;
  bool refuses_ = false;
  std::optional<Executor::TaskId> timer_;
};

StoreUnderTest toy_store(Defect defect, SyncPolicy policy = SyncPolicy::always);

}  // namespace powercut
