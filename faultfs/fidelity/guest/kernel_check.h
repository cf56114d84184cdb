// check: a call of the kernel that the rig cannot go on without.
#pragma once

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace powercut {

// Passes on what a call has returned; after -1 it prints what failed, and ends the process.
inline int check(int result, const char* what) {
  if (result != -1) return result;
  std::printf("E %s: %s\n", what, std::strerror(errno));
  std::fflush(stdout);
  std::exit(1);
}

}  // namespace powercut
