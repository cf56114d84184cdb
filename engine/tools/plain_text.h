// Shows bytes of a store as text: for a terminal, which must not obey them, and for JSON.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace powercut {

// Keeps printable ASCII, puts a backslash before a quote or a backslash, and shows all else as
// \xNN.
std::string escaped(std::string_view bytes);

// The same in quotes. A longer text is cut after so many bytes, and its length is told.
std::string quoted(std::string_view bytes,
                   std::size_t shown_max = std::numeric_limits<std::size_t>::max());

// Makes UTF-8 as docs/FORMAT.md has it for the snapshot: byte n is code point U+00n.
std::string as_utf8(std::string_view bytes);

// Shows control bytes as \xNN, so that a path of any bytes can be in a message.
std::string without_control_bytes(std::string_view text);

}  // namespace powercut
