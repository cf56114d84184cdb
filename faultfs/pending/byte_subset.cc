#include "faultfs/pending/byte_subset.h"

namespace powercut {

namespace {

constexpr std::uint64_t drawn_count = std::uint64_t{1} << 30;

std::uint64_t mixed(std::uint64_t number) {
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

}  // namespace

std::uint64_t ByteSubset::count(std::uint64_t unit_bytes) {
  if (unit_bytes > exact_bytes_max) return drawn_count;
  // The first so many bytes, from none to all.
  return (std::uint64_t{1} << unit_bytes) - (unit_bytes + 1);
}

ByteSubset::ByteSubset(std::uint64_t number, std::uint64_t unit_bytes)
    : is_exact_(unit_bytes <= exact_bytes_max), bits_(number) {
  // Skips the first so many bytes: as numbers 0, 1, 3, 7 and so on.
  for (std::uint64_t first = 0; is_exact_ && first <= bits_; first = first * 2 + 1) ++bits_;
}

bool ByteSubset::has(std::uint64_t byte) const {
  constexpr std::uint64_t word_bits = 64;
  std::uint64_t word =
      is_exact_ ? bits_ : mixed(mixed(bits_ + 1) + byte / word_bits * 0x9e3779b97f4a7c15);
  return (word >> byte % word_bits & 1) != 0;
}

}  // namespace powercut
