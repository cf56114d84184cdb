// ModelRun: a litmus program on the file system in memory: its trace, and where its calls end.
#pragma once

#include "faultfs/fidelity/litmus/litmus_program.h"
#include "powercut/faultfs/disk.h"
#include "powercut/faultfs/fault_rule.h"
#include "powercut/faultfs/trace.h"

namespace powercut {

struct ModelRun {
  Disk base;                        // after the setup, all of it durable
  Trace trace;                      // of the calls behind it
  std::vector<std::uint32_t> ends;  // trace calls made when n calls of the program had returned
  std::vector<Disk> caches;         // as processes see it then
};

// The calls succeed but for those that a rule strikes; else the error says which does not. Rules
// count the calls behind the setup.
std::expected<ModelRun, std::string> run_in_memory(const LitmusProgram& program,
                                                   std::vector<FaultRule> rules = {});

}  // namespace powercut
