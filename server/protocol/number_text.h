// Reads and writes numbers in text as Redis does: the same texts are numbers here as there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace powercut {

// Takes only the one way in which a number is written: no plus sign, no leading zero, no "-0", no
// space.
std::optional<std::int64_t> parse_integer(std::string_view text);

// Takes a number as strtold() does: decimal, hexadecimal, "inf". It takes only a whole text,
// without a space in front, no "nan", and no number that is too large or too small for the type.
std::optional<long double> parse_float(std::string_view text);

// Writes at most seventeen digits behind the point, no zeros at the end, and never an exponent. The
// number must be finite.
std::string float_text(long double number);

void append_integer(std::string& text, std::int64_t number);

}  // namespace powercut
