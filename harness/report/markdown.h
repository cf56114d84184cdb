// The summary as Markdown, for the page that a CI job shows: a sentence, the verdicts that are
// amiss with their denominators, the smallest finding, and all verdicts folded.
#pragma once

#include <string>

#include "harness/report/told_result.h"

namespace powercut {

std::string markdown_summary(const ToldResult& told);

}  // namespace powercut
