// Own JSON: the snapshot's text as powercut itself writes it, read and written at full speed.
//
//   {"key":"value","key":"value"}
//
// No blanks, keys in order and each once; a character above U+007F in two bytes of UTF-8. Text that
// others may write, and all that is wrong, is left to a parser that knows the whole of JSON.
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

// nullopt: it is not of this form, and may mean something all the same.
std::optional<OrderedMap> read_own_json(std::string_view json);

}  // namespace powercut
