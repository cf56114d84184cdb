// The words of a line that a person typed, as Redis's inline commands and redis-cli have them.
//
// Words stand between white space. "..." holds any characters, with \n \r \t \b \a \xNN and
// \ before others; '...' holds all but \'. A closing quote must be followed by white space or the
// end. A vertical tab or form feed is white space only around words and behind quotes, as in Redis.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace powercut {

// None: a quote is not closed, or something follows one that is.
std::optional<std::vector<std::string>> split_quoted_words(std::string_view line);

}  // namespace powercut
