// NamesByThen: a call through an open file carries the name that the file was opened by. Says where
// the file has another one by the time of the call, or none.
#pragma once

#include <string>
#include <vector>

#include "powercut/faultfs/trace.h"

namespace powercut {

class NamesByThen {
 public:
  NamesByThen() = default;

  // base: the disk at the trace's mount.
  NamesByThen(const Trace& trace, const Disk& base);

  // " (data.log by then)"; empty where the call's own name is right.
  const std::string& note(std::uint32_t call) const { return notes_[call]; }

 private:
  std::vector<std::string> notes_;  // by call
};

}  // namespace powercut
