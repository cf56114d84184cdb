// Random: gives a store numbers that nobody can foresee, such as the salts of a log that is
// overwritten from its front.
//
// A server uses the numbers of the operating system. A sweep has numbers that look as random and
// can be repeated; each life of a store sees other numbers than the lives before it, as on a
// server. The chance that two numbers are equal is that of any two random numbers of 64 bits.
#pragma once

#include <cstdint>

namespace powercut {

class Random {
 public:
  virtual ~Random() = default;

  // The next number. Every number of 64 bits is equally likely.
  virtual std::uint64_t next() = 0;
};

// The operating system's numbers, by getrandom(2). Threads: any.
class SystemRandom : public Random {
 public:
  std::uint64_t next() override;
};

// The one object of this process.
SystemRandom& system_random();

}  // namespace powercut
