// markdown_summary(): writes a summary as Markdown, for the page that a CI job shows. It has a
// sentence, the verdicts that are amiss with their denominators, the smallest finding, and a folded
// list of all verdicts.
#pragma once

#include <string>

#include "harness/report/files/told_result.h"

namespace powercut {

std::string markdown_summary(const ToldResult& told);

}  // namespace powercut
