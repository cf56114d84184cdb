// AskedLess: carries out the option --without of a command, which names clauses to which no store
// is held.
//
// The command works on copies of the registry's stores that differ in their clauses only. A
// finding's id does not name the clauses, so the command that replays it names them again.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "powercut/harness/sweep.h"

namespace powercut {

class AskedLess {
 public:
  // Reports the error and returns false if there is no clause of some name.
  bool load(const std::vector<std::string>& names);

  Clauses without() const { return without_; }

  // The store itself if no clause is switched off, or else a copy that lives as long as this.
  const StoreUnderTest* store(const StoreUnderTest& known);
  void replace(std::vector<const StoreUnderTest*>& stores);

  // Notes in the result and in its findings which clauses were switched off.
  void mark(SweepResult& result) const;
  void mark(Finding& finding) const { finding.without = without_; }

 private:
  Clauses without_ = Clauses::none();
  std::deque<StoreUnderTest> stores_;
};

}  // namespace powercut
