// CaskStore: keeps a key-value store in a directory of numbered segments, and an index in memory of
// where each record is. This is the engine to use.
//
//   set, remove, apply -> CommitQueue -> CaskLog -> segments    one write, one sync for all
//   get                -> CaskIndex -> one look at a segment    takes no lock
//   compact            -> Compactor -> fewer segments           readers and writers go on
//
// README.md in this folder explains the design, and docs/FORMAT.md the bytes. The store keeps D1 to
// D13 of engine/README.md under every persistence model of docs/CRASH_MODELS.md whose syncs are
// true, except f2fs. It relies on no rename, on no order of writes, and on no sector being written
// whole.
//
// A call that needs a record which was damaged at rest fails with `corrupt` (D8). The report of
// open() says where the damage is, and after that damage() does.
//
// Threads: any number of callers may call at the same time. close() and the destructor may only be
// called while no other call is running.
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
  // Opens the store in the directory. Makes one if the directory is new or empty; its parent must
  // exist. Errors: invalid_argument if an option is out of its range (cask_options.h), and then
  // nothing is touched; locked if the store is open already; too_many_files, as each segment is an
  // open file; is_directory, not_directory, not_a_store, newer_version, corrupt. The report, if
  // there is one, says more about the error. It is also filled after ok.
  static Result<std::unique_ptr<CaskStore>> open(Environment& environment,
                                                 std::string_view directory,
                                                 const CaskOptions& options = {},
                                                 RecoveryReport* report = nullptr);
  ~CaskStore() override;

  // too_large: a key over cask_key_bytes_max, a value over cask_value_bytes_max, or a batch over
  // batch_body_bytes_max. The functions without a policy use that of the options.
  Result<void> set(std::string_view key, std::string_view value) override;
  Result<bool> remove(std::string_view key) override;
  Result<void> apply(const Batch& batch) override;
  Result<void> set(std::string_view key, std::string_view value, SyncPolicy policy);
  Result<bool> remove(std::string_view key, SyncPolicy policy);
  Result<void> apply(const Batch& batch, SyncPolicy policy);

  // `bytes` counts the bytes of the batch's records.
  bool applies_quickly(std::uint64_t bytes) const override;

  Result<bool> get(std::string_view key, std::string& value) override;
  Result<bool> contains(std::string_view key) override;

  // With the ordered index, scan visits the keys of one moment, whatever is written meanwhile.
  // Without it, scan collects and sorts some of the keys at a time, and visits each key that exists
  // throughout.
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override;

  // The cost of a walk grows with the keys that it visits and with the slots between them: two
  // slots for a key, or more where most keys were removed. Any thread may call, as for all
  // functions.
  std::uint64_t position_of(std::string_view key) const override;
  Result<std::optional<std::uint64_t>> walk(std::uint64_t from, std::size_t wanted,
                                            const KeyVisitor& visit) override;

  Result<void> sync() override;
  Result<void> compact() override;

  // Ends compaction: a compact() on another thread returns `closed` soon. For a caller that is
  // about to close the store. Only close() gives up the half-done work. Any thread may call.
  void stop_compacting() { compactor_.stop(); }

  // file_bytes counts all segments up to their ends. wasted_bytes counts records that are dead or
  // only remove, the commit headers of segments of the log, and all bytes of segments without a
  // live record.
  StoreStats stats() const override;
  CaskStats cask_stats() const;

  // After ok everything is durable, whatever the policy, and the next open is quick unless the disk
  // was too full for that. If this process changed nothing, close() writes only if the next open
  // would be slow otherwise, and a failure is then no error.
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
  std::optional<std::uint64_t> checkpointed_sequence_;  // of a manifest that needs no new one

  std::unique_ptr<FileLock> lock_;  // taken first, released last
  CaskIndex index_;
  SegmentSet segments_;
  CaskLog log_;
  CommitQueue queue_;
  Compactor compactor_;
};

}  // namespace powercut
