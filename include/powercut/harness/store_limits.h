// StoreLimits: the sizes up to which a store takes a key, a value or a batch. A store that refuses
// less with too_large breaks its word.
//
// The defaults are those that every store keeps. Plans go for a limit of a key or a value that is
// not too far away, from both sides. Units are bytes.
#pragma once

#include <cstddef>

namespace powercut {

struct StoreLimits {
  std::size_t key_bytes = 100;
  std::size_t value_bytes = 1000;

  // Limits of a batch: its keys and values, with so much for each change; and its number of
  // changes.
  std::size_t batch_bytes = std::size_t{64} * 1024;
  std::size_t batch_changes = 16;
  std::size_t change_bytes = 0;
};

}  // namespace powercut
