// judge_history(): decides whether a store that does one operation at a time could have given these
// answers. If not, it shows the least that proves it.
//
// The judgement is exact for each free key and each group by itself (registers.h). A scan need not
// show all free keys as they were at one moment.
#pragma once

#include <string>

#include "harness/concurrent/registers.h"

namespace powercut {

struct JudgeOptions {
  std::uint64_t work_max = 2'000'000;  // for one register
  BatchView view = BatchView::whole;
};

struct HistoryVerdict {
  Verdict verdict = Verdict::linearizable;
  std::uint64_t undecided = 0;  // registers that were not decided; a violation goes before them
  std::uint64_t overlaps = 0;   // operations that met another on the same register
  std::string text = {};        // for a person, if violated
};

HistoryVerdict judge_history(const ConcurrentHistory& history, const JudgeOptions& options = {});

}  // namespace powercut
