// Environment: gives a store everything outside of itself that it may use.
#pragma once

#include "powercut/io/clock.h"
#include "powercut/io/executor.h"
#include "powercut/io/file_system.h"
#include "powercut/io/random.h"

namespace powercut {

// It owns none of these. All must outlive the stores that are opened with them.
struct Environment {
  FileSystem& files;
  Clock& clock;
  Executor& executor;               // for short tasks with a due time, as the sync of everysec
  Executor& background = executor;  // for long tasks that can wait, as a compaction
  Random& random = system_random();
};

}  // namespace powercut
