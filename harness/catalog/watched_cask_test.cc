#include "harness/catalog/watched_cask_test.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/cask/cask_store.h"
#include "engine/io/macros.h"

namespace powercut {

namespace {

class WatchedStore : public Store {
 public:
  WatchedStore(std::unique_ptr<Store> store, std::vector<Moment>& moments)
      : store_(std::move(store)), cask_(dynamic_cast<CaskStore*>(store_.get())), moments_(moments) {
    CHECK(cask_ != nullptr);
    note_end_of_compaction(cask_->cask_stats());
  }
  ~WatchedStore() override {
    if (!is_closed_) watch(OperationKind::kill);
  }
  WatchedStore(const WatchedStore&) = delete;
  WatchedStore& operator=(const WatchedStore&) = delete;

  Result<void> set(std::string_view key, std::string_view value) override {
    watch(OperationKind::set);
    return store_->set(key, value);
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    watch(OperationKind::get);
    return store_->get(key, value);
  }
  Result<bool> remove(std::string_view key) override {
    watch(OperationKind::remove);
    return store_->remove(key);
  }
  Result<void> apply(const Batch& batch) override {
    watch(OperationKind::batch);
    return store_->apply(batch);
  }
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
  Result<void> sync() override {
    watch(OperationKind::sync);
    return store_->sync();
  }
  Result<void> compact() override {
    watch(OperationKind::compact);
    return store_->compact();
  }
  StoreStats stats() const override { return store_->stats(); }
  Result<void> close() override {
    watch(OperationKind::reopen);
    is_closed_ = true;
    return store_->close();
  }

 private:
  void watch(OperationKind call) {
    CaskStats stats = cask_->cask_stats();
    if (stats.compactions != compactions_) note_end_of_compaction(stats);
    auto stage = CompactionStage::none;
    if (stats.compacted_bytes > compacted_bytes_) stage = CompactionStage::copying;
    for (const SegmentStats& segment : stats.segments) {
      if (segment.merged && !merged_.contains(segment.number)) stage = CompactionStage::moving;
    }
    moments_.push_back({call, stage, std::move(stats)});
  }

  void note_end_of_compaction(const CaskStats& stats) {
    compactions_ = stats.compactions;
    compacted_bytes_ = stats.compacted_bytes;
    merged_.clear();
    for (const SegmentStats& segment : stats.segments) {
      if (segment.merged) merged_.insert(segment.number);
    }
  }

  std::unique_ptr<Store> store_;
  CaskStore* cask_;
  std::vector<Moment>& moments_;
  bool is_closed_ = false;
  // As the last compaction left them.
  std::uint64_t compactions_ = 0;
  std::uint64_t compacted_bytes_ = 0;
  std::set<std::uint32_t> merged_;
};

}  // namespace

std::size_t WatchedRun::count(OperationKind call, CompactionStage stage) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      moments, [&](const Moment& moment) { return moment.call == call && moment.stage == stage; }));
}

WatchedRun watch(const StoreUnderTest& store, const Plan& plan) {
  std::vector<Moment> moments;
  StoreUnderTest watched = store;
  bool is_setup = !plan.setup.empty();
  watched.open = [&](Environment& environment) -> Result<std::unique_ptr<Store>> {
    TRY_ASSIGN(std::unique_ptr<Store> opened, store.open(environment));
    if (std::exchange(is_setup, false)) return opened;
    return std::unique_ptr<Store>(std::make_unique<WatchedStore>(std::move(opened), moments));
  };
  Recording recording = record(watched, plan);
  return {.recording = std::move(recording), .moments = std::move(moments)};
}

}  // namespace powercut
