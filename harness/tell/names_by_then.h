// NamesByThen: says for each call through an open file whether the file's name has changed by then.
// Such a call carries the name by which the file was opened. By the time of the call the file may
// have another name, or none.
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

  // " (data.log by then)", or an empty text if the name in the call is right.
  const std::string& note(std::uint32_t call) const { return notes_[call]; }

 private:
  std::vector<std::string> notes_;  // by call
};

}  // namespace powercut
