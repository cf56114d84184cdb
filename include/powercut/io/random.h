// Random: where a store gets numbers that nobody can foresee, as the salts of a log that is written
// over from its front.
//
// A server has those of the operating system. A sweep has numbers that look as random and can be
// repeated: no life of a store sees those of a life before, as on a server. Two numbers are equal
// by chance as seldom as two of 64 bits are.
#pragma once

#include <cstdint>

namespace powercut {

class Random {
 public:
  virtual ~Random() = default;

  // Each number of 64 bits is as likely as every other.
  virtual std::uint64_t next() = 0;
};

// The operating system's numbers, by getrandom(2). Threads: any.
class SystemRandom : public Random {
 public:
  std::uint64_t next() override;
};

// The one of this process.
SystemRandom& system_random();

}  // namespace powercut
