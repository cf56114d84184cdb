
#include <cstdio>
#include <cstdlib>

namespace powercut {

void check_failed(const char* condition, const char* file, int line) {
  // No formatting library here: the program is broken, and its heap may be.
  std::fprintf(stderr, "%s:%d: CHECK failed: %s\n", file, line, condition);
  std::abort();
}

}  // namespace powercut
