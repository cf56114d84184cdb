// Bytes of a store as text: for a terminal, which must not obey them, and for JSON.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace powercut {

// Printable ASCII as it is, a quote and a backslash behind a backslash, all else as \xNN.
std::string escaped(std::string_view bytes);

// The same in quotes; a longer text is cut after so many bytes, and its length is told.
std::string quoted(std::string_view bytes,
                   std::size_t shown_max = std::numeric_limits<std::size_t>::max());

// As docs/FORMAT.md has it for the snapshot: byte n is code point U+00n, in UTF-8.
std::string as_utf8(std::string_view bytes);

// So that a path of any bytes can stand in a message: control bytes as \xNN.
std::string without_control_bytes(std::string_view text);

}  // namespace powercut
