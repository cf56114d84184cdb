// split_quoted_words: splits a line that a person typed into words, as Redis's inline commands and
// redis-cli do.
//
// Words are between white space. "..." holds any characters, with \n \r \t \b \a \xNN, and \ before
// others. '...' holds all but \'. A closing quote must be followed by white space or the end. A
// vertical tab or form feed is white space only around words and behind quotes, as in Redis.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace powercut {

// nullopt: a quote is not closed, or something follows a closing quote.
std::optional<std::vector<std::string>> split_quoted_words(std::string_view line);

}  // namespace powercut
