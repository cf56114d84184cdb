// Values that tell which write they are from: "k1=17....", of a length that depends on the stamp.
#pragma once

#include <string>
#include <string_view>

#include "harness/concurrent/concurrent_history.h"

namespace powercut {

std::string stamped_value(std::string_view key, Stamp stamp);

// `invented` if it is no value of this key, to the last byte.
Stamp stamp_in(std::string_view key, std::string_view value);

}  // namespace powercut
