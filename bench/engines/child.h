// Work in a process of its own, so that the memory and the threads of one engine disturb no other.
#pragma once

#include <functional>
#include <vector>

#include "powercut/io/result.h"

namespace powercut {

// The figures of a child: as many as the job says that it measures (job.h).
using Figures = std::vector<double>;

// Runs the work in a child made by fork and gives its figures. Objects that the work leaks are
// never destroyed: to the engine it is as if the process had been killed.
// io_failed: the child has failed and said why, or was interrupted with this process.
Result<Figures> in_child(const std::function<Figures()>& work);

// From now on Ctrl-C and SIGTERM end the child only, and are remembered.
void remember_interrupts();
bool is_interrupted();

}  // namespace powercut
