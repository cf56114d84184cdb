// Jobs that set.
#pragma once

#include "bench/engines/jobs/job.h"

namespace powercut {

// Every key once, in random order, by one thread, nothing synced.
Result<Figures> set_unsynced(const Cell& cell);

// New keys for a time, each durable when its set returns.
Result<Figures> set_synced(const Cell& cell, unsigned threads);

}  // namespace powercut
