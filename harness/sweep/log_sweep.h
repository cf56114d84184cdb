// sweep_log(): cuts a user's log at every byte, and checks that a store recovers from each prefix.
//
// The log is taken as the history: each whole record is one acknowledged step. The store must
// recover every prefix to exactly the state of its whole records. It must then accept a write, and
// show the same state and that write after a reopen. Bytes after the last whole record are a torn
// tail, which must change nothing.
#pragma once

#include <string>

#include "powercut/harness/progress.h"
#include "powercut/harness/sweep.h"

namespace powercut {

struct LogSweepOptions {
  std::vector<const StoreUnderTest*> stores;  // each must have a log_file
  std::string path;                           // the log's path, which findings name
  std::string bytes;                          // the whole log
  std::size_t first_cut = 0;                  // bytes of the shortest prefix
  unsigned jobs = 1;
};

struct LogSweepResult {
  SweepResult result;
  std::size_t records = 0;
  std::size_t tail_bytes = 0;  // bytes after the last whole record
};

LogSweepResult sweep_log(const LogSweepOptions& options, Progress& progress);

// The history that a log tells, for an Oracle. It counts bytes of the log in place of calls.
History history_of(std::string_view bytes);

// The promise for a prefix of the log: all its whole records, and no more.
Promise promise_of_prefix(const History& history, std::size_t bytes);

}  // namespace powercut
