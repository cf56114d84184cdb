#include "server/protocol/glob.h"

#include <algorithm>

namespace powercut {

namespace {

// One element of a pattern that stands for one character of the text.
struct Element {
  std::size_t length;  // in the pattern
  bool matches;
};

// `pattern` begins behind the bracket.
Element match_bracket(std::string_view pattern, unsigned char character) {
  std::size_t at = 0;
  const bool negated = pattern.starts_with('^');
  if (negated) ++at;
  bool is_in = false;
  for (; at < pattern.size() && pattern[at] != ']'; ++at) {
    auto low = static_cast<unsigned char>(pattern[at]);
    if (low == '\\' && at + 1 < pattern.size()) {
      is_in |= static_cast<unsigned char>(pattern[++at]) == character;
      continue;
    }
    auto high = low;
    if (at + 2 < pattern.size() && pattern[at + 1] == '-') {
      high = static_cast<unsigned char>(pattern[at + 2]);
      at += 2;
    }
    if (low > high) std::swap(low, high);
    is_in |= character >= low && character <= high;
  }
  return {.length = std::min(at + 1, pattern.size()), .matches = is_in != negated};
}

Element match_element(std::string_view pattern, char character) {
  switch (pattern.front()) {
    case '?':
      return {.length = 1, .matches = true};
    case '[': {
      const Element bracket =
          match_bracket(pattern.substr(1), static_cast<unsigned char>(character));
      return {.length = bracket.length + 1, .matches = bracket.matches};
    }
    case '\\':
      if (pattern.size() > 1) return {.length = 2, .matches = pattern[1] == character};
      break;
    default:
      break;
  }
  return {.length = 1, .matches = pattern.front() == character};
}

}  // namespace

// Only the last star is ever given another try: it could also take any more text that an
// earlier one would take.
bool matches_glob(std::string_view pattern, std::string_view text) {
  // Redis looks at the pattern only while there is text.
  if (text.empty()) return pattern.empty() || pattern == "*";
  std::size_t at = 0;
  std::size_t read = 0;
  std::size_t behind_star = std::string_view::npos;
  std::size_t star_takes_to = 0;
  while (read < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      behind_star = ++at;
      star_takes_to = read;
      continue;
    }
    if (at < pattern.size()) {
      const Element element = match_element(pattern.substr(at), text[read]);
      if (element.matches) {
        at += element.length;
        ++read;
        continue;
      }
    }
    if (behind_star == std::string_view::npos) return false;
    at = behind_star;
    read = ++star_takes_to;
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

}  // namespace powercut
