// ByteSubset: numbers the subsets of a unit's bytes that no cut leaves.
//
// All bytes, no bytes, and the first so many bytes are not among the subsets: these are kept, lost
// and torn. A unit of at most 12 bytes has each other subset once; bit i stands for byte i. A
// longer unit has more subsets than can be numbered: 2^30 of them are drawn, each from its number
// alone.
//
//   a unit of 3 bytes has four:   0: .B.   1: ..C   2: A.C   3: .BC
#pragma once

#include <cstdint>

namespace powercut {

class ByteSubset {
 public:
  static constexpr std::uint64_t exact_bytes_max = 12;

  // The number of subsets of a unit of this size.
  static std::uint64_t count(std::uint64_t unit_bytes);

  // number: below the count.
  ByteSubset(std::uint64_t number, std::uint64_t unit_bytes);

  bool has(std::uint64_t byte) const;

 private:
  bool is_exact_;
  std::uint64_t bits_;  // the subset; if not exact, the seed of the draw
};

}  // namespace powercut
