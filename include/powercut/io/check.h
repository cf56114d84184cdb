// POWERCUT_CHECK: ends the program at once if a condition is false, in every build.
//
// It is for a programmer's errors only: broken invariants and broken preconditions. Bad bytes,
// failed I/O and wrong input are never CHECKed: they are Errors, and the caller decides.
#pragma once

namespace powercut {

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace powercut

#define POWERCUT_CHECK(condition)                      \
  (static_cast<bool>(condition) ? static_cast<void>(0) \
                                : ::powercut::check_failed(#condition, __FILE__, __LINE__))
