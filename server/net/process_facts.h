// ProcessFacts: what the operating system says of this process.
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

// Random bits, for what nobody shall foresee.
std::uint64_t random_seed();

}  // namespace powercut
