#include "powercut/io/clock.h"

namespace powercut {

Duration SystemClock::now() const { return std::chrono::steady_clock::now().time_since_epoch(); }

}  // namespace powercut
