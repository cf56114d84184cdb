// is_session_name: checks a name that a client gives itself or its library.
#pragma once

#include <algorithm>
#include <string_view>

namespace powercut {

inline constexpr std::string_view bad_session_name =
    "ERR Client names cannot contain spaces, newlines or special characters.";

// True if the name can be in a line of CLIENT LIST.
inline bool is_session_name(std::string_view name) {
  return std::ranges::all_of(name,
                             [](char character) { return character >= '!' && character <= '~'; });
}

}  // namespace powercut
