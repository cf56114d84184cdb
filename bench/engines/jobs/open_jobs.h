// Jobs that open: milliseconds from open to the first successful get, by a new process. The pages
// of the files are in the system's cache, but nothing of them is left to be written.
#pragma once

#include "bench/engines/jobs/job.h"

namespace powercut {

// After a process that set every key, unsynced, and closed the store in good order at once.
Result<Figures> reopen_closed(const Cell& cell);

// After one that ended without closing it.
Result<Figures> reopen_killed(const Cell& cell);

}  // namespace powercut
