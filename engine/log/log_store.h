// LogStore: keeps a key-value store in one append-only file, with an index in memory of where each
// live value is.
//
//   <path>          the log: records and batches, one after the other (docs/FORMAT.md)
//   <path>.lock     held while the store is open (D13)
//   <path>.compact  the next log, while a compaction writes it; a stray one is removed at open
//
// The log is the database, and the index is a cache of it. Every key is in memory, no value is. A
// set is one append and, under always, one sync. A get is one read; contains() and walk() ask the
// index alone. An open reads the log once. A compaction stops the caller for as long as it takes.
//
// Invariants:
//   L1 The index names only records that are in the log and, under always, durable. So no change is
//      visible before that (D5).
//   L2 An open makes the log durable before it reads it, and makes a cut durable before anything is
//      appended (D10).
//   L3 At every moment and after every crash, <path> is the name of a log that holds all that was
//      acknowledged: the old log, or the compacted one, which was durable before it was renamed.
//   L4 After a failed sync of any file or directory nothing is written any more (D7).
//
// In one file, damage in the middle looks like a torn tail. An open cuts at the first record that
// is no good, and says how much (bytes_cut_at_open). A get verifies what it reads, so later damage
// is reported and not served (D8).
//
// Threads: as of Store. Under everysec the environment's executor runs the sync.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "engine/log/live_records.h"
#include "engine/log/log_index.h"
#include "engine/log/log_writer.h"
#include "engine/log/read_window.h"
#include "engine/mutants.h"
#include "powercut/engine/store.h"
#include "powercut/engine/sync_policy.h"
#include "powercut/io/environment.h"

namespace powercut {

struct LogStoreOptions {
  SyncPolicy policy = SyncPolicy::always;
  bool sync_directory = true;  // false: names are never made durable, as in the control

  // Size of the buffers through which a log is read, and copied by a compaction; at least 64.
  std::size_t window_bytes = ReadWindow::window_bytes_max;
};

class LogStore : public Store {
 public:
  // Opens the log at path, or creates an empty one. The directory must exist. locked: another store
  // has the log open. After an error the log holds what it held. If a sync has failed, an open can
  // be tried again.
  static Result<std::unique_ptr<LogStore>> open(Environment& environment, std::string_view path,
                                                const LogStoreOptions& options = {});

  Result<void> set(std::string_view key, std::string_view value) override;
  Result<bool> get(std::string_view key, std::string& value) override;
  Result<bool> contains(std::string_view key) override;
  Result<bool> remove(std::string_view key) override;
  Result<void> apply(const Batch& batch) override;
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override;
  Result<std::optional<std::uint64_t>> walk(std::uint64_t from, std::size_t wanted,
                                            const KeyVisitor& visit) override;
  Result<void> sync() override;
  Result<void> compact() override;
  StoreStats stats() const override;
  Result<void> close() override;

  // The bytes behind the last good record that open found and cut off.
  std::uint64_t bytes_cut_at_open() const { return bytes_cut_at_open_; }

 private:
  struct CompactedLog {
    std::unique_ptr<File> write_file;
    std::unique_ptr<File> read_file;
    std::vector<LiveRecord> records;
    std::uint64_t tail = 0;
  };

  LogStore(Environment& environment, std::string_view path, const LogStoreOptions& options);

  // log_store_open.cc
  Result<void> recover();
  Result<void> make_durable(File& file);
  Result<std::uint64_t> replay(std::uint64_t file_bytes);
  Result<void> cut_torn_tail(File& file, std::uint64_t tail);
  Result<void> sync_parent();

#ifdef POWERCUT_MUTANTS
  // log_store_mutants.cc
  Result<void> finish_mutated_compaction();
  Result<std::uint64_t> mutated_tail(File& file, std::uint64_t tail, std::uint64_t file_bytes);
  Result<std::uint64_t> reseal_torn_record(File& file, std::uint64_t tail,
                                           std::uint64_t file_bytes);
  Result<void> set_log_aside();
  Result<void> bring_log_back();
  std::string old_path() const { return path_ + ".old"; }

  // log_store_journal_mutant.cc
  Result<void> compact_by_journal();
  Result<void> write_journal(CompactedLog& compacted);
  Result<void> copy_over_log(File& journal, std::uint64_t tail, File& log);
  Result<void> roll_forward();

  // log_store_roll_mutant.cc
  Result<void> roll();
  Result<void> merge_rolled();
#endif

  // log_store.cc
  Result<void> check_writable();
  Result<void> append_buffer();
#ifdef POWERCUT_MUTANTS
  Result<void> apply_unframed(const Batch& batch);
#endif
  Result<void> read_value(std::string_view key, ValueLocation location, std::string& value);

  // log_store_compact.cc
  Result<void> write_compacted(CompactedLog& compacted);
  Result<void> install_compacted(CompactedLog& compacted);

  Environment environment_;
  std::string path_;
  std::string compact_path_;
  LogStoreOptions options_;
  [[no_unique_address]] MutantSwitch mutant_;
  bool closed_ = false;
  std::uint64_t bytes_cut_at_open_ = 0;

  std::unique_ptr<FileLock> lock_;  // taken first, released last
  std::unique_ptr<File> read_file_;
  LogIndex index_;
  std::string buffer_;  // the record to append
  LogWriter writer_;
};

}  // namespace powercut
