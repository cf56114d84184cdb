// Goal: CaskStore, which brings its callers in order itself, answers each as if there had been one
// at a time, while its background compacts, syncs and helps, and when it is closed and opened again
// between. Method: runs of 4 to 16 threads on real files with tiny segments, so that there is
// something to compact all the time; each judged (linearizability.h). Options are drawn.
//
//   POWERCUT_RUNS=2000 ./run tsan -R ConcurrentCask
#include "engine/cask/cask_store.h"
#include "engine/io/macros.h"
#include "harness/concurrent/real_runs_test.h"
#include "powercut/harness/chooser.h"

namespace powercut {
namespace {

CaskOptions draw_options(Chooser& chooser, SyncPolicy policy, bool ordered) {
  CaskOptions options{.policy = policy, .ordered = ordered};
  options.maps_files = chooser.chance(50);
  options.verifies_reads = chooser.chance(50);
  options.segment_bytes = 256U << chooser.below(5);
  options.room_bytes = static_cast<std::uint32_t>(chooser.below(3) * 128);
  options.dead_percent_start = static_cast<std::uint32_t>(chooser.between(5, 40));
  options.dead_percent_max =
      options.dead_percent_start + static_cast<std::uint32_t>(chooser.below(20));
  options.compaction_step_bytes = 1U << chooser.below(12);
  options.compaction_bytes_per_second = chooser.chance(30) ? 1'000'000 : 0;
  options.seed = chooser.next();
  return options;
}

// A CaskStore that can be closed and opened again, perhaps with other options.
class ReopenedCask : public Store {
 public:
  ReopenedCask(RealFiles& files, Chooser chooser, SyncPolicy policy, bool ordered,
               std::uint64_t& compactions)
      : files_(files),
        chooser_(chooser),
        policy_(policy),
        ordered_(ordered),
        compactions_(compactions) {}

  Result<void> open() {
    TRY_ASSIGN(store_, CaskStore::open(files_.environment(), files_.path(),
                                       draw_options(chooser_, policy_, ordered_)));
    return {};
  }

  // A reopen without a close leaves the same, but for changes that nobody wanted synced.
  Result<void> reopen() {
    if (chooser_.chance(70)) TRY(close());
    store_.reset();
    return open();
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    return store_->set(key, value);
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return store_->get(key, value);
  }
  Result<bool> remove(std::string_view key) override { return store_->remove(key); }
  Result<void> apply(const Batch& batch) override { return store_->apply(batch); }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    return store_->scan(range, visit);
  }
  std::uint64_t position_of(std::string_view key) const override {
    return store_->position_of(key);
  }
  Result<std::optional<std::uint64_t>> walk(std::uint64_t from, std::size_t wanted,
                                            const KeyVisitor& visit) override {
    return store_->walk(from, wanted, visit);
  }
  Result<void> sync() override { return store_->sync(); }
  Result<void> compact() override { return store_->compact(); }
  Result<void> close() override {
    compactions_ += store_->cask_stats().compactions;
    return store_->close();
  }

 private:
  RealFiles& files_;
  Chooser chooser_;
  SyncPolicy policy_;
  bool ordered_;
  std::uint64_t& compactions_;
  std::unique_ptr<CaskStore> store_;
};

Result<void> reopen(Store& store) { return static_cast<ReopenedCask&>(store).reopen(); }

void expect_cask_linearizable(SyncPolicy policy, bool ordered) {
  RealFiles files;
  std::uint64_t compactions = 0;
  std::uint64_t seed = wanted_seed();
  const auto make = [&]() -> Result<std::unique_ptr<Store>> {
    files.next_path();
    auto store =
        std::make_unique<ReopenedCask>(files, Chooser(seed++), policy, ordered, compactions);
    TRY(store->open());
    return std::unique_ptr<Store>(std::move(store));
  };
  const BatchView view = ordered ? BatchView::whole_in_scan : BatchView::by_key;
  expect_linearizable(make, {.runs = wanted_runs(), .judge = {.view = view}, .pause = reopen});
  EXPECT_GT(compactions, 0U);
}

TEST(ConcurrentCask, callers_with_an_order_who_wait_for_the_disk_see_one_order) {
  expect_cask_linearizable(SyncPolicy::always, true);
}
TEST(ConcurrentCask, callers_with_an_order_and_a_timer_see_one_order) {
  expect_cask_linearizable(SyncPolicy::everysec, true);
}
TEST(ConcurrentCask, callers_with_an_order_who_never_sync_see_one_order) {
  expect_cask_linearizable(SyncPolicy::never, true);
}
TEST(ConcurrentCask, callers_who_wait_for_the_disk_see_one_order) {
  expect_cask_linearizable(SyncPolicy::always, false);
}
TEST(ConcurrentCask, callers_with_a_timer_see_one_order) {
  expect_cask_linearizable(SyncPolicy::everysec, false);
}
TEST(ConcurrentCask, callers_who_never_sync_see_one_order) {
  expect_cask_linearizable(SyncPolicy::never, false);
}

}  // namespace
}  // namespace powercut
