// Chooser: makes all random choices of the harness.
//
// The same seed gives the same choices on every machine and with every standard library, which the
// distributions of <random> do not promise. The generator is SplitMix64 (Steele, Lea, Flood: "Fast
// splittable pseudorandom number generators", OOPSLA 2014).
#pragma once

#include <cmath>
#include <cstdint>

namespace powercut {

class Chooser {
 public:
  explicit Chooser(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }

  // Uniform in [0, bound); bound > 0. The bias of the modulo is far below what any use here sees.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

  // Uniform in [first, last].
  std::uint64_t between(std::uint64_t first, std::uint64_t last) {
    return first + below(last - first + 1);
  }

  // True in `percent` of 100 cases.
  bool chance(std::uint64_t percent) { return below(100) < percent; }

  // In [0, bound), low numbers far more often. Rank r has a weight of 1/(r+1): the Zipf
  // distribution with exponent 1, by an inversion of its continuous approximation.
  std::uint64_t zipfian_below(std::uint64_t bound) {
    double uniform = static_cast<double>(next() >> 11) * 0x1.0p-53;
    double rank = std::pow(static_cast<double>(bound) + 1.0, uniform) - 1.0;
    auto chosen = static_cast<std::uint64_t>(rank);
    return chosen < bound ? chosen : bound - 1;
  }

 private:
  std::uint64_t state_;
};

}  // namespace powercut
