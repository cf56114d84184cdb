// sweep_log: a log that a user has, cut at every byte.
//
// The file is taken as the history: each whole record is one acknowledged change. Every prefix of
// it must recover to exactly the state of its whole records, must be writable after that, and must
// still be so after a reopen. Bytes behind the last whole record are a torn tail: it must change
// nothing.
#pragma once

#include <string>

#include "powercut/harness/progress.h"
#include "powercut/harness/sweep.h"

namespace powercut {

struct LogSweepOptions {
  std::vector<const StoreUnderTest*> stores;  // each with a log_file
  std::string path;                           // for findings
  std::string bytes;
  std::size_t first_cut = 0;  // cuts from here to the whole file
  unsigned jobs = 1;
};

struct LogSweepResult {
  SweepResult result;
  std::size_t records = 0;
  std::size_t tail_bytes = 0;  // behind the last whole record
};

LogSweepResult sweep_log(const LogSweepOptions& options, Progress& progress);

// The history that a log tells, for an Oracle: "calls" are bytes of the log.
History history_of(std::string_view bytes);

// The promise of a prefix of so many bytes.
Promise promise_of_prefix(const History& history, std::size_t bytes);

}  // namespace powercut
