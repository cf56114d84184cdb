// ModelRun: holds the run of a litmus program on the file system in memory: its trace, and where
// its calls end.
#pragma once

#include "faultfs/fidelity/litmus/litmus_program.h"
#include "powercut/faultfs/disk.h"
#include "powercut/faultfs/fault_rule.h"
#include "powercut/faultfs/trace.h"

namespace powercut {

struct ModelRun {
  Disk base;                        // the disk after the setup, all of it durable
  Trace trace;                      // the trace of the calls after the setup
  std::vector<std::uint32_t> ends;  // trace calls made when n calls of the program had returned
  std::vector<Disk> caches;         // the disk as processes see it then
};

// Runs the program. A call may fail only if a rule strikes it; else the error names the call. Rules
// count the calls after the setup.
std::expected<ModelRun, std::string> run_in_memory(const LitmusProgram& program,
                                                   std::vector<FaultRule> rules = {});

}  // namespace powercut
