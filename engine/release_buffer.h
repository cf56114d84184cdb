// release_if_over: a buffer that is used again keeps what it has grown to, but no more than that.
#pragma once

#include <cstddef>
#include <string>

namespace powercut {

// An empty string assigned to it, or its clear(), would leave it all of its memory.
inline void release_if_over(std::string& buffer, std::size_t bytes_max) {
  if (buffer.capacity() > bytes_max) std::string().swap(buffer);
}

}  // namespace powercut
