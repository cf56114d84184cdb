// Own JSON: reads and writes the snapshot's text as powercut itself writes it, at full speed.
//
//   {"key":"value","key":"value"}
//
// The text has no blanks. Its keys are in order, each once. A character above U+007F is two bytes
// of UTF-8. A parser that knows the whole of JSON reads any other text, and finds what is wrong.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/ordered_map.h"

namespace powercut {

// UTF-8 of U+0080 to U+00FF: one of two leads, and a byte of six bits.
inline constexpr unsigned char lead_of_080 = 0xc2;
inline constexpr unsigned char lead_of_0c0 = 0xc3;

std::string write_own_json(const OrderedMap& map);

// nullopt: the text is not of this form, but may be JSON all the same.
std::optional<OrderedMap> read_own_json(std::string_view json);

}  // namespace powercut
