// ProcessFacts: asks the operating system for facts about this process.
#pragma once

#include <string>

#include "server/commands/host.h"

namespace powercut {

class ProcessFacts {
 public:
  ProcessFacts();

  void add_to(HostFacts& facts);

 private:
  std::string run_id_;
  std::string executable_;
};

// Returns random bits that nobody can foresee.
std::uint64_t random_seed();

}  // namespace powercut
