// BlockLog: records all writes and flushes that a kernel has asked of a disk, in order, with marks
// among them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace powercut {

struct BlockEvent {
  enum class Kind : std::uint8_t {
    write,
    flush,  // all earlier writes are durable once it is answered, which is at once
    mark,   // a call of the program has returned
  };

  Kind kind = Kind::write;
  bool is_durable =
      false;  // a write that its answer makes durable, and no other ("force unit access")
  std::uint64_t offset = 0;
  std::string bytes = {};
};

using BlockLog = std::vector<BlockEvent>;

}  // namespace powercut
