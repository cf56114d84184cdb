// Environment: everything outside of itself that a store may touch.
#pragma once

#include "engine/io/clock.h"
#include "engine/io/executor.h"
#include "engine/io/file_system.h"

namespace powercut {

// References, not owned; all must outlive the stores opened with them.
struct Environment {
  FileSystem& files;
  Clock& clock;
  Executor& executor;
};

}  // namespace powercut
