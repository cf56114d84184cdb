// Settings that are alike for all peers that have them.
#pragma once

#include <cstddef>

namespace powercut {

// Holds all that the usual million keys come to.
inline constexpr std::size_t peer_cache_bytes = std::size_t{256} << 20;

inline constexpr int peer_bloom_bits = 10;  // for each key; one in a hundred misses is read in vain

}  // namespace powercut
