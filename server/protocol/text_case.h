// Changes and compares the case of letters, whatever the locale: only ASCII has cases here.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace powercut {

constexpr char lower_case(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

inline std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char letter) { return lower_case(letter); });
  return lower;
}

// `lower` must be in lower case.
constexpr bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, {}, [](char letter) { return lower_case(letter); });
}

}  // namespace powercut
