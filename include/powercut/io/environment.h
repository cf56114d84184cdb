// Environment: everything outside of itself that a store may touch.
#pragma once

#include "powercut/io/clock.h"
#include "powercut/io/executor.h"
#include "powercut/io/file_system.h"
#include "powercut/io/random.h"

namespace powercut {

// References, not owned; all must outlive the stores opened with them.
struct Environment {
  FileSystem& files;
  Clock& clock;
  Executor& executor;               // for what is short and has its time, as the sync of everysec
  Executor& background = executor;  // for what takes long and can wait, as a compaction
  Random& random = system_random();
};

}  // namespace powercut
