// info_text: what INFO answers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace powercut {

class CommandProcessor;

// Sections by name, in any case of letters; none, or "default": the usual ones; "all" and
// "everything": commandstats, too. Unknown facts are left out.
std::string info_text(CommandProcessor& processor, const std::vector<std::string_view>& sections);

}  // namespace powercut
