// stamped_value: makes and reads values that tell from which write they are: "k1=17....". Their
// length depends on the stamp.
#pragma once

#include <string>
#include <string_view>

#include "harness/concurrent/concurrent_history.h"

namespace powercut {

std::string stamped_value(std::string_view key, Stamp stamp);

// The stamp in the value, or `invented` unless every byte is that of a value of this key.
Stamp stamp_in(std::string_view key, std::string_view value);

}  // namespace powercut
