#include "harness/canary/wrong_stores/journaled_test.h"
#include "engine/io/macros.h"

#include <algorithm>

namespace powercut {

namespace {

constexpr const char* temporary = "snapshot.tmp";

std::string count_of(std::size_t changes) {
  return {static_cast<char>(changes & 0xffU), static_cast<char>(changes >> 8U)};
}

}  // namespace

Result<std::unique_ptr<Store>> Journaled::open(Environment& environment, SyncPolicy policy,
                                               JournalFlaw flaw) {
  std::unique_ptr<Journaled> store(new Journaled(environment, policy, flaw));
  TRY(store->recover());
  return std::unique_ptr<Store>(std::move(store));
}

Result<void> Journaled::set(std::string_view key, std::string_view value) {
  std::string change;
  append_frame({FrameKind::set, 0, key, value}, change, salt_of(generation_));
  TRY(append(change));
  map_.insert_or_assign(std::string(key), value);
  return {};
}

Result<bool> Journaled::get(std::string_view key, std::string& value) {
  return get_from(map_, key, value);
}

Result<bool> Journaled::remove(std::string_view key) {
  if (refuses_) return Error{ErrorCode::refused};
  auto found = map_.find(key);
  if (found == map_.end()) return false;
  std::string change;
  append_frame({FrameKind::remove, 0, key}, change, salt_of(generation_));
  TRY(append(change));
  map_.erase(found);
  return true;
}

Result<void> Journaled::apply(const Batch& batch) {
  if (refuses_) return Error{ErrorCode::refused};
  if (batch.empty()) return {};
  if (batch.changes().size() > 0xffff) return Error{ErrorCode::too_large};
  std::string changes;
  std::uint32_t salt = salt_of(generation_);
  append_frame({FrameKind::batch, 0, {}, count_of(batch.changes().size())}, changes, salt);
  for (const auto& [key, value] : batch.changes()) {
    append_frame({value ? FrameKind::set : FrameKind::remove, 0, key, value.value_or("")}, changes,
                 salt);
  }
  TRY(append(changes));
  apply_to(map_, batch);
  return {};
}

Result<void> Journaled::scan(const KeyRange& range, const ScanVisitor& visit) {
  scan_map(map_, range, visit);
  return {};
}

Result<void> Journaled::append(std::string_view changes) {
  if (refuses_) return Error{ErrorCode::refused};
  Result<void> written = write_full(*journal_, end_, as_bytes(changes));
  if (!written.ok()) {
    if (has(JournalFlaw::rest_of_failed_batch)) return written;
    refuses_ = !journal_->truncate(end_).ok() || !sync_journal().ok();
    return written;
  }
  end_ += changes.size();
  if (policy_ == SyncPolicy::everysec) start_timer();
  return policy_ == SyncPolicy::always ? sync_journal() : Result<void>();
}

Result<void> Journaled::sync() {
  if (refuses_) return Error{ErrorCode::refused};
  return sync_journal();
}

Result<void> Journaled::compact() {
  if (refuses_) return Error{ErrorCode::refused};
  return begin_generation(false);
}

std::string Journaled::snapshot_of_all(std::uint64_t generation) const {
  std::string changes;
  for (const auto& [key, value] : map_) {
    append_frame({FrameKind::set, 0, key, value}, changes, salt_of(generation));
  }
  std::string snapshot;
  append_frame({FrameKind::header, generation, {}, changes}, snapshot);
  return snapshot;
}

Result<void> Journaled::begin_generation(bool is_recovery) {
  std::uint64_t next = generation_ + 1;
  std::string snapshot = snapshot_of_all(next);
  TRY_ASSIGN(bool is_there, has_temporary(snapshot, is_recovery));
  if (!is_there) {
    TRY_ASSIGN(auto file, files_.open(temporary, OpenMode::replace));
    TRY(write_full(*file, 0, as_bytes(snapshot)));
    refuses_ = !file->sync().ok();
    if (refuses_) return Error{ErrorCode::io_failed};
  }
  TRY_ASSIGN(auto journal, files_.open(journal_path(next), OpenMode::replace));
  Result<void> renamed = files_.rename(temporary, snapshot_path(next));
  if (!renamed.ok() && has(JournalFlaw::failed_rename_is_believed)) return renamed;
  bool goes_on = renamed.ok() || has(JournalFlaw::failed_rename_is_ignored);
  if (!goes_on) return retract(next, renamed);
  TRY(sync_names());
  journal_ = std::move(journal);
  end_ = 0;
  generation_ = next;
  if (has(JournalFlaw::timer_stays_cancelled) && timer_) {
    environment_.executor.cancel(*timer_);
  } else {
    cancel_timer();
  }
  return remove_others();
}

// Only a wrong store takes what is there.
Result<bool> Journaled::has_temporary(std::string_view wanted, bool is_recovery) {
  bool takes_any = has(JournalFlaw::old_temporary_is_taken) && is_recovery;
  if (!takes_any && !has(JournalFlaw::same_temporary_is_taken)) return false;
  TRY_ASSIGN(auto names, files_.list("/"));
  if (!std::ranges::count(names, temporary)) return false;
  TRY_ASSIGN(auto file, files_.open(temporary, OpenMode::read));
  TRY_ASSIGN(std::uint64_t size, file->size());
  std::string bytes(size, '\0');
  TRY(read_full(*file, 0, as_mutable_bytes(bytes)));
  if (!takes_any) return bytes == wanted;
  auto frame = frame_at(bytes);
  if (!frame || frame->number != generation_ + 1) return false;
  TRY_ASSIGN(auto writable, files_.open(temporary, OpenMode::write));
  TRY(writable->sync());
  map_.clear();
  ++generation_;
  replay(frame->value);
  --generation_;
  return true;
}

// The rename may have been done all the same; then open would take the new generation.
Result<void> Journaled::retract(std::uint64_t generation, Result<void> failure) {
  Result<void> removed = files_.remove(snapshot_path(generation));
  bool is_gone = removed.ok() || removed.error().code == ErrorCode::not_found;
  if (!is_gone) refuses_ = true;
  TRY(sync_names());
  return failure;
}

Result<void> Journaled::sync_journal() {
  Result<void> synced = journal_->sync();
  if (synced.ok()) return {};
  refuses_ = true;
  // If this fails as well, nothing is left that could be done.
  static_cast<void>(dirty_again(*journal_, 0, std::numeric_limits<std::uint64_t>::max()));
  return synced;
}

Result<void> Journaled::sync_names() {
  Result<void> synced = files_.sync_dir("/");
  if (!synced.ok()) refuses_ = true;
  return synced;
}

Result<void> Journaled::close() {
  cancel_timer();
  if (refuses_) return Error{ErrorCode::refused};
  if (policy_ == SyncPolicy::never) return {};
  TRY(sync_journal());
  return write_clean_mark();
}

void Journaled::start_timer() {
  if (timer_) return;
  timer_ = environment_.executor.run_after(std::chrono::milliseconds(900), [this] {
    timer_.reset();
    static_cast<void>(sync_journal());
  });
}

void Journaled::cancel_timer() {
  if (timer_) environment_.executor.cancel(*timer_);
  timer_.reset();
}

}  // namespace powercut
