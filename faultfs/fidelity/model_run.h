// ModelRun: a litmus program on the file system in memory: its trace, and where its calls end.
#pragma once

#include "faultfs/disk.h"
#include "faultfs/fidelity/litmus/litmus_program.h"
#include "faultfs/trace.h"

namespace powercut {

struct ModelRun {
  Disk base;                        // after the setup, all of it durable
  Trace trace;                      // of the calls behind it
  std::vector<std::uint32_t> ends;  // trace calls made when n calls of the program had returned
};

// The program must be one whose calls succeed; else the error says which does not.
std::expected<ModelRun, std::string> run_in_memory(const LitmusProgram& program);

}  // namespace powercut
