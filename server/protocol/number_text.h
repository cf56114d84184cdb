// Numbers as Redis reads and writes them in text: the same texts are numbers here as there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace powercut {

// Only the one way in which a number is written: no plus sign, no leading zero, no "-0", no space.
std::optional<std::int64_t> parse_integer(std::string_view text);

// As strtold() reads it: decimal, hexadecimal, "inf"; the whole text, no space in front, not "nan",
// and no number too large or too small for the type.
std::optional<long double> parse_float(std::string_view text);

// Seventeen digits behind the point at most, without zeros at the end, never with an exponent. The
// number must be finite.
std::string float_text(long double number);

void append_integer(std::string& text, std::int64_t number);

}  // namespace powercut
