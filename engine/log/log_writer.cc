#include "engine/log/log_writer.h"

#include "engine/dirty_again.h"
#include "engine/io/macros.h"

namespace powercut {

LogWriter::LogWriter(Environment& environment, SyncPolicy policy)
    : environment_(environment),
      policy_(policy),
      timer_(environment.executor, [this] { sync_in_background(); }) {}

void LogWriter::use(std::unique_ptr<File> file, std::uint64_t tail) {
  const MutexLock lock(mutex_);
  file_ = std::move(file);
  appender_.emplace(*file_, tail);
  durable_tail_ = tail;
}

Result<void> LogWriter::append(Bytes records) {
  const MutexLock lock(mutex_);
  if (poisoned_) return Error{ErrorCode::refused};
  TRY(append_whole(records));
  switch (policy_) {
    case SyncPolicy::always:
      if (mutant_.is(Mutant::ack_before_sync)) return {};
      return sync_tail();
    case SyncPolicy::everysec:
      schedule_sync();
      return {};
    case SyncPolicy::never:
      return {};
  }
  return {};
}

// A full disk costs only the write that met it (D12): bytes that it left are cut off.
Result<void> LogWriter::append_whole(Bytes records) {
  const Result<void> appended = appender_->append(records);
  if (appended.ok()) return {};
  if (mutant_.is(Mutant::ignored_failed_append)) {
    appender_.emplace(*file_, appender_->tail() + records.size());
  } else {
    cut_garbage();
  }
  return appended.error();
}

// Durably: a crash that undoes the cut and keeps a later, shorter append would leave the rest of
// the garbage right behind it, and that may hold what looks like a record.
void LogWriter::cut_garbage() {
  if (!appender_->discard_garbage().ok()) {
    poisoned_ = true;
  } else if (!mutant_.is(Mutant::no_sync_after_truncate)) {
    static_cast<void>(sync_file());  // a failure poisons
  }
}

Result<void> LogWriter::sync() {
  const MutexLock lock(mutex_);
  if (poisoned_) return Error{ErrorCode::refused};
  return sync_tail();
}

Result<void> LogWriter::sync_tail() {
  if (durable_tail_ == tail()) return {};
  return sync_file();
}

Result<void> LogWriter::sync_file() {
  Result<void> synced = file_->sync();
  if (!synced.ok() && mutant_.is(Mutant::retry_of_failed_sync)) synced = file_->sync();
  if (synced.ok()) {
    durable_tail_ = tail();
    return {};
  }
  poisoned_ = sync_failed_ = !mutant_.is(Mutant::writable_after_failed_sync);
  if (!mutant_.is(Mutant::not_dirty_again)) {
    // If this fails as well, nothing is left that could be done.
    static_cast<void>(dirty_again(*file_, durable_tail_, tail()));
  }
  return synced.error();
}

Result<void> LogWriter::check_writable() {
  const MutexLock lock(mutex_);
  if (poisoned_) return Error{ErrorCode::refused};
  return {};
}

void LogWriter::poison() {
  const MutexLock lock(mutex_);
  poisoned_ = true;
}

// An idle store has no task, and a busy one has one at a time.
void LogWriter::schedule_sync() {
#ifdef POWERCUT_MUTANTS
  if (mutant_.is(Mutant::everysec_only_on_traffic)) return sync_on_traffic();
#endif
  timer_.schedule(everysec_delay);
}

void LogWriter::sync_in_background() {
  const MutexLock lock(mutex_);
  if (sync_failed_) return;
  // A failure has poisoned the writer: the next change reports it.
  const Result<void> synced = sync_tail();
  if (!synced.ok() && mutant_.is(Mutant::everysec_swallows_failed_sync)) {
    poisoned_ = sync_failed_ = false;
  }
}

#ifdef POWERCUT_MUTANTS
// The mutant's own: what Redis did (redis/redis#5985).
void LogWriter::sync_on_traffic() {
  const Duration now = environment_.clock.now();
  if (due_ == Duration{0}) due_ = now + everysec_delay;
  if (now < due_) return;
  due_ = Duration{0};
  static_cast<void>(sync_tail());
}
#endif

// The timer without the mutex: its task takes that.
Result<void> LogWriter::stop() {
  timer_.stop();
  const MutexLock lock(mutex_);
  Result<void> stopped;
  if (policy_ == SyncPolicy::everysec && durable_tail_ < tail()) {
    stopped = sync_failed_ ? Error{ErrorCode::refused} : sync_tail();
  }
  appender_.reset();
  file_.reset();
  return stopped;
}

}  // namespace powercut
