// StoreLimits: tells the harness the largest key, value and batch that a store takes. A store that
// returns too_large for less breaks its promise.
//
// The defaults are sizes that every store takes. Plans come close to a limit of a key or a value
// that is not too large, from both sides. Units are bytes.
#pragma once

#include <cstddef>

namespace powercut {

struct StoreLimits {
  std::size_t key_bytes = 100;
  std::size_t value_bytes = 1000;

  // Limits of a batch: batch_bytes for its keys and values, with change_bytes more for each change;
  // batch_changes for the number of its changes.
  std::size_t batch_bytes = std::size_t{64} * 1024;
  std::size_t batch_changes = 16;
  std::size_t change_bytes = 0;
};

}  // namespace powercut
