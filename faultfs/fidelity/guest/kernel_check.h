// check: ends the process if a system call fails that the rig needs.
#pragma once

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace powercut {

// Returns the result of a system call. If the result is -1, it prints which call failed, and ends
// the process.
inline int check(int result, const char* what) {
  if (result != -1) return result;
  std::printf("E %s: %s\n", what, std::strerror(errno));
  std::fflush(stdout);
  std::exit(1);
}

}  // namespace powercut
