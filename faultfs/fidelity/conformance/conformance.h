// Conformance: checks whether a row allows the trees that a kernel has left.
//
// A tree was seen when n calls of its program had returned and the next may have been under way. So
// it must be a state of the row at the end of call n, or at a point within the next call.
#pragma once

#include "faultfs/fidelity/conformance/model_run.h"
#include "faultfs/fidelity/files/state_file.h"
#include "powercut/faultfs/persistence_model.h"

namespace powercut {

struct OutsideTree {
  std::string name;     // of the program
  std::string program;  // as a line
  std::size_t point;    // calls that had returned
  std::string tree;
};

// The trees that the row does not allow, each with the first crash point at which it does not, and
// the images that the kernel refused. The error: the program cannot be run in memory or splits into
// too many effects, or the row does not write at any time.
std::expected<std::vector<OutsideTree>, std::string> trees_outside(const PersistenceModel& model,
                                                                   const ObservedProgram& observed);

// The same, for a program that has been run in memory already.
std::expected<std::vector<OutsideTree>, std::string> trees_outside(const PersistenceModel& model,
                                                                   const ObservedProgram& observed,
                                                                   const ModelRun& run);

}  // namespace powercut
