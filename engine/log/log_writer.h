// LogWriter: appends records to the end of the log, and knows how much of it is durable.
//
//              append (always), sync, sync_in_background, stop: file sync fails
//   writing  ------------------------------------------------------------------>  poisoned
//              append fails, and so does the cut of what it left;  poison()
//
// If another failure has poisoned the writer, it goes on syncing what was acknowledged before (D2).
// A poisoned writer refuses every change for ever: a failed sync leaves pages that count as clean,
// so a later sync that says ok repairs nothing (D7). After its own failed sync it writes the bytes
// in doubt once more (dirty_again.h), so that the next process to open the log can sync what it
// reads.
//
// Invariants:
//   W1 durable_tail_ <= tail(). All before the first is durable, all before the second is in the
//      log. Nothing is acknowledged beyond the second or, under always, beyond the first.
//   W2 The file holds nothing behind tail(), durably, before anything is appended there, unless the
//      writer is poisoned.
//   W3 Under everysec, while durable_tail_ < tail() and the writer is not poisoned, a task is due
//      not later than everysec_delay after the first append that is not durable.
//
// Threads: one caller; the background task runs beside it, under the mutex. The mutex is held
// through a sync. An append that comes meanwhile waits, so a slow disk slows the writers down and
// does not raise what a crash can cost. The destructor stops the task; it writes nothing and syncs
// nothing.
#pragma once

#include <memory>
#include <optional>

#include "engine/background_task.h"
#include "engine/io/appender.h"
#include "engine/mutants.h"
#include "powercut/engine/sync_policy.h"
#include "powercut/io/environment.h"
#include "powercut/io/mutex.h"

namespace powercut {

// The time from the first append that is not durable to the sync. D2 allows a second from
// acknowledgement to disk; the rest of it is for the sync itself.
inline constexpr Duration everysec_delay = std::chrono::milliseconds(900);

class LogWriter {
 public:
  LogWriter(Environment& environment, SyncPolicy policy);
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  // Appends go to this file from now on. The tail is the end of the file, and all before it is
  // durable. A poisoned writer stays poisoned.
  void use(std::unique_ptr<File> file, std::uint64_t tail);

  // Appends whole records, and makes them durable under always. After an error they are not
  // acknowledged, and the tail is where it was. But if a sync failed, the records are in doubt.
  Result<void> append(Bytes records);

  // Makes all that was appended durable.
  Result<void> sync();

  // refused: a change would be refused, too.
  Result<void> check_writable();

  // Poisons the writer, after a failure elsewhere that leaves in doubt what is durable.
  void poison();

  // Ends background work, syncs under everysec, and closes the file, whatever the result.
  Result<void> stop();

  // Where the next record begins.
  std::uint64_t tail() const { return appender_ ? appender_->tail() : 0; }

 private:
  // The caller holds the mutex.
  Result<void> append_whole(Bytes records);
  void cut_garbage();
  Result<void> sync_tail();
  Result<void> sync_file();
  void schedule_sync();
#ifdef POWERCUT_MUTANTS
  void sync_on_traffic();
#endif
  // Takes the mutex.
  void sync_in_background();

  [[maybe_unused]] Environment environment_;  // for mutants
  SyncPolicy policy_;
  [[no_unique_address]] MutantSwitch mutant_;

  // Only the caller's thread changes the tail. It may read the tail without the mutex.
  Mutex mutex_;
  std::unique_ptr<File> file_;
  std::optional<Appender> appender_;
  std::uint64_t durable_tail_ = 0;
  bool poisoned_ = false;     // no change is taken
  bool sync_failed_ = false;  // and no sync of this file means anything
#ifdef POWERCUT_MUTANTS
  Duration due_{0};
#endif
  BackgroundTask timer_;  // last, so that it is stopped while all else is there
};

}  // namespace powercut
