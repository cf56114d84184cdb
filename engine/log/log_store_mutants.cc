// The mutants of LogStore that are longer than a line. Nothing of it is in the normal build.
#ifdef POWERCUT_MUTANTS

#include "engine/crc32.h"
#include "engine/io/macros.h"
#include "engine/log/log_store.h"
#include "engine/log/record.h"
#include "powercut/io/transfer.h"

namespace powercut {

Result<void> LogStore::finish_mutated_compaction() {
  if (mutant_.is(Mutant::old_log_removed_too_early)) return bring_log_back();
  if (mutant_.is(Mutant::journal_removal_not_synced)) return roll_forward();
  if (mutant_.is(Mutant::old_log_not_synced_at_roll)) return merge_rolled();
  return {};
}

Result<std::uint64_t> LogStore::mutated_tail(File& file, std::uint64_t tail,
                                             std::uint64_t file_bytes) {
  const std::uint64_t left = file_bytes - tail;
  if (mutant_.is(Mutant::short_header_ends_log) && left < record_header_bytes) return file_bytes;
  if (mutant_.is(Mutant::torn_record_resealed) && left >= record_header_bytes) {
    return reseal_torn_record(file, tail, file_bytes);
  }
  return tail;
}

// Whatever stands behind the last good record, if its lengths fit, becomes one.
Result<std::uint64_t> LogStore::reseal_torn_record(File& file, std::uint64_t tail,
                                                   std::uint64_t file_bytes) {
  std::string record(file_bytes - tail, '\0');
  TRY_ASSIGN(const std::size_t count, read_full(file, tail, as_mutable_bytes(record)));
  const std::optional<RecordShape> shape = decode_shape(as_bytes(record));
  if (count < record.size() || !shape || shape->total_bytes() > count) return tail;
  const Bytes sealed = as_bytes(record).first(shape->total_bytes());
  store_u32(as_mutable_bytes(record).data(), crc32(0, sealed.subspan(record_key_length_offset)));
  TRY(write_full(file, tail, sealed.first(record_key_length_offset)));
  TRY(make_durable(file));
  return replay(file_bytes);
}

// Between this and the rename of the compacted log, <path>.old is the log. It stays the log of this
// process if that rename fails.
Result<void> LogStore::set_log_aside() {
  const Result<void> moved = environment_.files.rename(path_, old_path());
  if (!moved.ok() && moved.error().code == ErrorCode::not_found) return {};  // it still is
  return moved;
}

// Right as long as the names change on the disk in the order in which they were changed.
Result<void> LogStore::bring_log_back() {
  const Result<std::unique_ptr<File>> log = environment_.files.open(path_, OpenMode::read);
  if (!log.ok() && log.error().code != ErrorCode::not_found) return log.error();
  const Result<void> done = log.ok() ? environment_.files.remove(old_path())
                                     : environment_.files.rename(old_path(), path_);
  if (!done.ok() && done.error().code != ErrorCode::not_found) return done;
  return {};
}

}  // namespace powercut

#endif
