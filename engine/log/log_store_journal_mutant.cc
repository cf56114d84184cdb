// A LogStore that compacts its log in place, under a roll-forward journal, and forgets what SQLite
// once forgot: that the removal of a journal is not durable before the directory was synced.
//
//   <path>.compact  the journal: the log to be, and behind it an empty batch, which says that it is
//                   whole. Open rolls a whole one forward.
//
// Write and sync the journal and its name, copy it over the log, sync the log, remove the journal.
// A crash that brings it back rolls back what was acknowledged since.
#ifdef POWERCUT_MUTANTS

#include "engine/io/macros.h"
#include "engine/log/log_scanner.h"
#include "engine/log/log_store.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

// The bytes of the log in the journal, without the batch behind it; nothing if it is not whole.
Result<std::optional<std::uint64_t>> log_bytes_in(File& journal) {
  TRY_ASSIGN(const std::uint64_t size, journal.size());
  std::uint64_t end = 0;
  LogScanner scanner(journal, size);
  TRY(scanner.for_each(
      [&](const LogScanner::Entry& entry) { end = entry.value.offset + entry.value.length; }));
  std::optional<std::uint64_t> log_bytes;
  if (scanner.end() == size && end + record_header_bytes == size) log_bytes = end;
  return log_bytes;
}

}  // namespace

Result<void> LogStore::compact_by_journal() {
  TRY(writer_.sync());
  TRY_ASSIGN(std::unique_ptr<File> log, environment_.files.open(path_, OpenMode::write));
  CompactedLog compacted;
  if (const Result<void> written = write_journal(compacted); !written.ok()) {
    static_cast<void>(environment_.files.remove(compact_path_));
    if (!sync_parent().ok()) writer_.poison();
    return written;
  }
  const Result<void> copied = copy_over_log(*compacted.write_file, compacted.tail, *log);
  if (!copied.ok() && copied.error().code == ErrorCode::no_space) {
    // The journal becomes the log (D12).
    compacted.tail += record_header_bytes;
    return install_compacted(compacted);
  }
  for (const LiveRecord& record : compacted.records) {
    record.entry->second.offset = record.new_value_offset;
  }
  if (!copied.ok()) {
    writer_.poison();
    read_file_ = std::move(compacted.read_file);
    return copied;
  }
  writer_.use(std::move(log), compacted.tail);
  const Result<void> removed = environment_.files.remove(compact_path_);
  if (!removed.ok()) writer_.poison();
  return removed;
}

Result<void> LogStore::write_journal(CompactedLog& compacted) {
  TRY(write_compacted(compacted));
  std::string whole;
  TRY(encode_batch({}, whole));
  TRY(write_full(*compacted.write_file, compacted.tail, as_bytes(whole)));
  const Result<void> durable = make_durable(*compacted.write_file);
  if (!durable.ok()) writer_.poison();
  return durable;
}

Result<void> LogStore::copy_over_log(File& journal, std::uint64_t tail, File& log) {
  std::string bytes(tail, '\0');
  TRY_ASSIGN(const std::size_t count, read_full(journal, 0, as_mutable_bytes(bytes)));
  if (count < bytes.size()) return Error{ErrorCode::corrupt};
  TRY(write_full(log, 0, as_bytes(bytes)));
  TRY(log.truncate(tail));
  return make_durable(log);
}

// The caller removes the journal, and makes that durable.
Result<void> LogStore::roll_forward() {
  const Result<std::unique_ptr<File>> journal =
      environment_.files.open(compact_path_, OpenMode::write);
  if (!journal.ok()) {
    return journal.error().code == ErrorCode::not_found ? Result<void>() : journal.error();
  }
  TRY(make_durable(**journal));
  TRY_ASSIGN(const std::optional<std::uint64_t> tail, log_bytes_in(**journal));
  if (!tail) return {};
  TRY_ASSIGN(const std::unique_ptr<File> log, environment_.files.open(path_, OpenMode::create));
  return copy_over_log(**journal, *tail, *log);
}

}  // namespace powercut

#endif
