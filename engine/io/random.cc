#include "powercut/io/random.h"
#include "engine/io/macros.h"

#include <sys/random.h>

#include <cerrno>

namespace powercut {

// So few bytes come whole; a signal can only interrupt the wait for the system's first ones.
std::uint64_t SystemRandom::next() {
  std::uint64_t number = 0;
  ssize_t taken = 0;
  do {
    taken = ::getrandom(&number, sizeof number, 0);
  } while (taken < 0 && errno == EINTR);
  CHECK(taken == sizeof number);
  return number;
}

SystemRandom& system_random() {
  static SystemRandom random;
  return random;
}

}  // namespace powercut
