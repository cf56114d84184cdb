// matches_glob: matches a text with a glob pattern, as KEYS, SCAN and CONFIG GET take it: `*`, `?`,
// `[abc]`, `[^a-z]`, and `\` before a character that stands for itself. A bracket that is never
// closed ends with the pattern. It compares bytes, not letters. Only the empty pattern and `*`
// match the empty text, as in Redis.
//
// Cost: at most the product of the lengths, whatever the pattern.
#pragma once

#include <string_view>

namespace powercut {

bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace powercut
