// The version of Redis whose commands, answers and errors these are.
#pragma once

#include <string_view>

namespace powercut {

inline constexpr std::string_view redis_version = "7.0.15";

}  // namespace powercut
