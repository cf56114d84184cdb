// AskedLess: the option --without of a command: clauses to which no store is held.
//
// The command works on copies of its stores, which are those of the catalog but for the clauses. A
// finding's id says nothing of them, so the command that replays it names them again.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "powercut/harness/sweep.h"

namespace powercut {

class AskedLess {
 public:
  // Reports the error, and returns false, if there is no clause of a name.
  bool load(const std::vector<std::string>& names);

  Clauses without() const { return without_; }

  // The store itself, if all is asked of it; else a copy that lives as long as this.
  const StoreUnderTest* store(const StoreUnderTest& known);
  void replace(std::vector<const StoreUnderTest*>& stores);

  // Says in the result and in its findings what was not asked.
  void mark(SweepResult& result) const;
  void mark(Finding& finding) const { finding.without = without_; }

 private:
  Clauses without_ = Clauses::none();
  std::deque<StoreUnderTest> stores_;
};

}  // namespace powercut
