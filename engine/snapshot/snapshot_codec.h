// Snapshot codec: writes a map as one JSON object, {"key":"value"}, and reads it back.
//
// JSON holds text, and a store holds bytes. So byte n is code point U+00n (Latin-1): ASCII stays
// readable, and every byte string has one form. Keys are in order, so a map has one text only.
#pragma once

#include <string>
#include <string_view>

#include "engine/ordered_map.h"
#include "powercut/io/result.h"

namespace powercut {

std::string encode_snapshot(const OrderedMap& map);

// corrupt: not JSON, not an object of strings, or a character above U+00FF.
Result<OrderedMap> decode_snapshot(std::string_view json);

}  // namespace powercut
