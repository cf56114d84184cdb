// unquoted: a key back from its form in a report (quote(), operation.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace powercut {

// nullopt: quote() makes no such text. Only the length of an omitted part is known: dots stand for
// it.
std::optional<std::string> unquoted(std::string_view text);

}  // namespace powercut
