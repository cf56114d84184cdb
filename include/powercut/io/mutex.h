// The only place that names a mutex or a condition variable, so that a build can put them all under
// a scheduler of its own.
#pragma once

#include <condition_variable>
#include <mutex>

namespace powercut {

using Mutex = std::mutex;
using MutexLock = std::unique_lock<std::mutex>;
using ConditionVariable = std::condition_variable;

}  // namespace powercut
