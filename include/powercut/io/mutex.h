// Mutex, MutexLock and ConditionVariable: the names under which all other code uses mutexes. A
// build can so put all of them under a scheduler of its own.
#pragma once

#include <condition_variable>
#include <mutex>

namespace powercut {

using Mutex = std::mutex;
using MutexLock = std::unique_lock<std::mutex>;
using ConditionVariable = std::condition_variable;

}  // namespace powercut
