#include <algorithm>
#include <limits>

#include "engine/dirty_again.h"
#include "engine/io/macros.h"
#include "engine/log/log_scanner.h"
#include "engine/log/log_store.h"
#include "powercut/io/path.h"

namespace powercut {
namespace {

constexpr std::uint64_t small_record_bytes = 32;

}  // namespace

LogStore::LogStore(Environment& environment, std::string_view path, const LogStoreOptions& options)
    : environment_(environment),
      path_(path),
      compact_path_(path_ + ".compact"),
      options_(options),
      writer_(environment, options.policy) {}

Result<std::unique_ptr<LogStore>> LogStore::open(Environment& environment, std::string_view path,
                                                 const LogStoreOptions& options) {
  std::unique_ptr<LogStore> store(new LogStore(environment, path, options));
  TRY(store->recover());
  return store;
}

Result<void> LogStore::recover() {
  FileSystem& files = environment_.files;
  TRY_ASSIGN(lock_, files.lock(path_ + ".lock"));
#ifdef POWERCUT_MUTANTS
  TRY(finish_mutated_compaction());
#endif
  const Result<void> removed = files.remove(compact_path_);
  if (!removed.ok() && removed.error().code != ErrorCode::not_found) return removed.error();
  TRY_ASSIGN(std::unique_ptr<File> file, files.open(path_, OpenMode::create));
  TRY_ASSIGN(read_file_, files.open(path_, OpenMode::read));

  if (!mutant_.is(Mutant::no_sync_before_recovery)) TRY(make_durable(*file));
  TRY_ASSIGN(const std::uint64_t file_bytes, file->size());
  TRY_ASSIGN(std::uint64_t tail, replay(file_bytes));
  bytes_cut_at_open_ = file_bytes - tail;
  if (mutant_.is(Mutant::no_truncate_after_torn_tail)) tail = file_bytes;
#ifdef POWERCUT_MUTANTS
  TRY_ASSIGN(tail, mutated_tail(*file, tail, file_bytes));
#endif
  if (tail < file_bytes) TRY(cut_torn_tail(*file, tail));
  writer_.use(std::move(file), tail);
  return {};
}

// Bytes that the last process left may be in the cache alone. Read and believed, they could still
// vanish under all that will be built on them (PostgreSQL 2ce439f, KAFKA-10101).
Result<void> LogStore::make_durable(File& file) {
  if (const Result<void> synced = file.sync(); !synced.ok()) {
    static_cast<void>(dirty_again(file, 0, std::numeric_limits<std::uint64_t>::max()));
    return synced.error();
  }
  if (mutant_.is(Mutant::no_sync_dir_after_create)) return {};
  return sync_parent();
}

Result<void> LogStore::sync_parent() {
  if (!options_.sync_directory) return {};
  return environment_.files.sync_dir(parent_of(path_));
}

Result<std::uint64_t> LogStore::replay(std::uint64_t file_bytes) {
  if (file_bytes == 0) return file_bytes;
  // Room for small stores at once, which a sweep opens by the million; large ones grow into it.
  index_.reserve(std::min<std::uint64_t>(file_bytes / small_record_bytes, 1024));
  LogScanner scanner(*read_file_, file_bytes, options_.window_bytes);
  const Result<void> scanned = scanner.for_each([&](const LogScanner::Entry& entry) {
    if (entry.kind == RecordKind::set) {
      index_.set(entry.key, entry.value);
    } else if (!mutant_.is(Mutant::lost_tombstone_on_replay)) {
      index_.remove(entry.key);
    }
  });
  if (!scanned.ok() && !mutant_.is(Mutant::read_error_ends_replay)) return scanned.error();
  return scanner.end();
}

// The cut must be durable before the first append: a file system that may lose the cut and keep the
// append could bring a stale, valid record back right behind a new one of fitting length.
Result<void> LogStore::cut_torn_tail(File& file, std::uint64_t tail) {
  TRY(file.truncate(tail));
  if (mutant_.is(Mutant::no_sync_after_truncate)) return {};
  if (const Result<void> synced = file.sync(); !synced.ok()) {
    static_cast<void>(dirty_again(file, tail, tail));
    return synced.error();
  }
  return {};
}

}  // namespace powercut
