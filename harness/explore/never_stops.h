// never_stops(): a stop flag that is never set, to pass to work that nobody can stop.
#pragma once

#include <atomic>

namespace powercut {

inline const std::atomic<bool>& never_stops() {
  static const std::atomic<bool> never = false;
  return never;
}

}  // namespace powercut
