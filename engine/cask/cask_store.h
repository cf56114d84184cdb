// CaskStore: a directory of numbered segments, and an index in memory that says where each record
// stands. The engine to use.
//
//   set, remove, apply -> CommitQueue -> CaskLog -> segments    one write, one sync for all
//   get                -> CaskIndex -> one look at a segment    takes no lock
//   compact            -> Compactor -> fewer segments           readers and writers go on
//
// README.md in this folder tells the design, docs/FORMAT.md the bytes. The contract is D1 to D13 of
// engine/README.md, under every persistence model of docs/CRASH_MODELS.md: it relies on no rename,
// no order, and no sector being whole.
//
// A record that was damaged at rest is `corrupt`, at open or when it is read, and damage() says
// where (D8).
//
// Threads: any number of callers at the same time. close() and the destructor: when no other call
// is running.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "engine/cask/compaction/compactor.h"
#include "engine/cask/recovery/recovery_report.h"
#include "powercut/engine/cask_options.h"
#include "powercut/engine/store.h"

namespace powercut {

class CaskStore : public Store {
 public:
  // Opens the store in the directory, or makes one, in a new directory or an empty one; the parent
  // must exist. invalid_argument: an option is out of its range (cask_options.h); nothing is
  // touched. locked: another has it open. too_many_files: each segment is one. is_directory,
  // not_directory, not_a_store, newer_version, corrupt: the report, if there is one, says more, and
  // so it does where all is well.
  static Result<std::unique_ptr<CaskStore>> open(Environment& environment,
                                                 std::string_view directory,
                                                 const CaskOptions& options = {},
                                                 RecoveryReport* report = nullptr);
  ~CaskStore() override;

  // too_large: a key over cask_key_bytes_max, a value over cask_value_bytes_max, a batch over
  // batch_body_bytes_max. The others are by the store's policy.
  Result<void> set(std::string_view key, std::string_view value) override;
  Result<bool> remove(std::string_view key) override;
  Result<void> apply(const Batch& batch) override;
  Result<void> set(std::string_view key, std::string_view value, SyncPolicy policy);
  Result<bool> remove(std::string_view key, SyncPolicy policy);
  Result<void> apply(const Batch& batch, SyncPolicy policy);

  // The bytes: of records.
  bool applies_quickly(std::uint64_t bytes) const override;

  Result<bool> get(std::string_view key, std::string& value) override;
  Result<bool> contains(std::string_view key) override;

  // With the ordered index all that is visited was there at one moment, whatever is written
  // meanwhile. Without, keys are collected and sorted, some at a time; each key that is there
  // throughout is visited.
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override;

  // The cost of a walk goes by the keys that it visits, and the slots between them: two for a key,
  // or more where most were removed. From any thread, as all calls.
  std::uint64_t position_of(std::string_view key) const override;
  Result<std::optional<std::uint64_t>> walk(std::uint64_t from, std::size_t wanted,
                                            const KeyVisitor& visit) override;

  Result<void> sync() override;
  Result<void> compact() override;

  // No compaction goes on: one on request, of another thread, returns `closed` soon. For somebody
  // who is about to close the store, which only then gives up what is half done. From any thread.
  void stop_compacting() { compactor_.stop(); }

  // file_bytes: of all segments, up to their ends. wasted_bytes: of records that are dead or only
  // remove, of commits that hold a few records each, and of segments that hold no live record.
  StoreStats stats() const override;
  CaskStats cask_stats() const;

  // After ok everything is durable, whatever the policy, and the next open is a quick one; unless
  // the disk was too full for that. A process that changed nothing writes only if the next open
  // would be slow otherwise, and a failure is no error then.
  Result<void> close() override;

  std::optional<Damage> damage() const { return health_.damage(); }

 private:
  CaskStore(Environment& environment, std::string_view directory, const CaskOptions& options);

  // cask_store_open.cc
  Result<void> recover(RecoveryReport& report);
  Result<void> seal_at_close();
  Result<void> seal();

  // cask_store.cc
  template <typename Use>
  Result<bool> find(std::string_view key, Use&& use);
  Result<void> check_open() const;
  void prefetch(std::span<const PreparedChange> changes);
  Result<void> submit(WriteRequest& request);
#ifdef POWERCUT_MUTANTS
  Result<void> apply_one_by_one(const Batch& batch, SyncPolicy policy);
#endif

  // cask_scan.cc
  Result<void> scan_ordered(const KeyRange& range, const ScanVisitor& visit);
  Result<void> scan_unordered(const KeyRange& range, const ScanVisitor& visit);
  Result<std::vector<std::string>> next_keys(const KeyRange& range,
                                             const std::optional<std::string>& last,
                                             std::size_t wanted);
  Result<void> collect_keys_of(std::size_t shard,
                               const std::function<void(std::string_view)>& take);
  Result<RecordView> read_live_record(Segment* segment, RecordPlace place, std::string& buffer);
  Error damaged_record(RecordPlace place);

  // cask_walk.cc
  Result<bool> walk_window(std::uint64_t& from, std::size_t& wanted, const KeyVisitor& visit);

  Environment environment_;
  CaskOptions options_;
  CaskFiles files_;
  Health health_;
  CaskCounters counters_;
  std::atomic<bool> closed_ = false;
  std::optional<std::uint64_t> checkpointed_sequence_;  // of the manifest that needs none any more

  std::unique_ptr<FileLock> lock_;  // first in, last out
  CaskIndex index_;
  SegmentSet segments_;
  CaskLog log_;
  CommitQueue queue_;
  Compactor compactor_;
};

}  // namespace powercut
