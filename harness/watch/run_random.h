// RunRandom: makes the random numbers of one run of a plan. They are the same in every run.
//
// So two plans with the same beginning make the same calls that far. Facts about the beginning stay
// true: for bounded plans, for faults that strike later, and for a plan that is shrunk. The numbers
// go on across kills and power cuts. They never go back, even if a crash takes back calls of an
// operation. So no life gets the numbers of an earlier one, just as no process does that asks the
// operating system.
#pragma once

#include "powercut/harness/chooser.h"
#include "powercut/io/random.h"

namespace powercut {

class RunRandom : public Random {
 public:
  std::uint64_t next() override { return chooser_.next(); }

 private:
  Chooser chooser_{0x706f776572637574};  // "powercut"
};

}  // namespace powercut
