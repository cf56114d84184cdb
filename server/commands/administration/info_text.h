// info_text: makes the answer of INFO.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace powercut {

class CommandProcessor;

// Sections are by name, in any case of letters. None, or "default", stands for the usual ones.
// "all" and "everything" have commandstats, too. Unknown facts are left out.
std::string info_text(CommandProcessor& processor, const std::vector<std::string_view>& sections);

}  // namespace powercut
