// judge_history: whether a store that works on one operation at a time could have given these
// answers, and if not, the least that shows why.
//
// Exact for each free key and each group by itself (registers.h). That a scan shows all free keys
// at one moment is not asked.
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
  std::uint64_t undecided = 0;  // registers; none is ok, but one that is violated counts more
  std::uint64_t overlaps = 0;   // operations that met another on the same register
  std::string text = {};        // violated: for a person
};

HistoryVerdict judge_history(const ConcurrentHistory& history, const JudgeOptions& options = {});

}  // namespace powercut
