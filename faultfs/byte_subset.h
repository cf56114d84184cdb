// ByteSubset: which bytes of a unit are there, by number; the subsets that no cut leaves.
//
// All bytes, none, and the first so many are not among them: these are kept, lost and torn. A unit
// of at most 12 bytes has each other subset, once; bit i of it is byte i. A longer unit has more
// subsets than can be numbered: 2^30 of them are there, drawn from the number alone.
//
//   a unit of 3 bytes has four:   0: .B.   1: ..C   2: A.C   3: .BC
#pragma once

#include <cstdint>

namespace powercut {

class ByteSubset {
 public:
  static constexpr std::uint64_t exact_bytes_max = 12;

  // How many a unit of so many bytes has.
  static std::uint64_t count(std::uint64_t unit_bytes);

  // number: below the count.
  ByteSubset(std::uint64_t number, std::uint64_t unit_bytes);

  bool has(std::uint64_t byte) const;

 private:
  bool is_exact_;
  std::uint64_t bits_;  // or where the draw begins
};

}  // namespace powercut
