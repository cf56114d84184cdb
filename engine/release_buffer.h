// release_if_over: frees the memory of a buffer that has grown over a limit. Below it, a buffer
// that is used again keeps its memory.
#pragma once

#include <cstddef>
#include <string>

namespace powercut {

// If an empty string were assigned to it, or clear() called, it would keep all of its memory.
inline void release_if_over(std::string& buffer, std::size_t bytes_max) {
  if (buffer.capacity() > bytes_max) std::string().swap(buffer);
}

}  // namespace powercut
