// unquoted(): gets a key back from its form in a report (quote(), operation.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace powercut {

// nullopt if quote() makes no such text. If the report leaves out a part of the key, only the
// length of that part is known, and dots stand for it.
std::optional<std::string> unquoted(std::string_view text);

}  // namespace powercut
