// RunRandom: the random numbers of one run of a plan, the same in each such run.
//
// All runs begin with the same numbers, so that a plan that begins as another does makes the same
// calls that far: knowledge of the beginning (bounded plans, errors that strike later, a plan that
// is shrunk) stays true. The numbers go on across kills and power cuts, and are never taken back,
// also where a crash takes back the calls of an operation: no life sees the numbers of a life
// before, as no process does that asks the operating system.
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
