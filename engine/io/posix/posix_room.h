// PosixRoom: maps the part of a file for which room was made last to memory, for writing.
//
//   0 ............. begin [ mapped window ] ............ end
//                         bytes that the file has, and blocks for them
//
// Only a window is mapped at a time, so that a stray pointer can harm little else.
//
// Threads: one. Crash: bytes put there are in the system's cache, like any write.
#pragma once

#include <cstdint>

#include "powercut/io/bytes.h"

namespace powercut {

class PosixRoom {
 public:
  PosixRoom() = default;
  ~PosixRoom() { forget(); }
  PosixRoom(const PosixRoom&) = delete;
  PosixRoom& operator=(const PosixRoom&) = delete;

  // The file has these bytes, and blocks for them, from now on.
  void use(std::uint64_t begin, std::uint64_t end);

  // The file may not have these bytes any more.
  void forget();

  // False, and nothing is done: the bytes are not in the room, or memory is short.
  bool put(int descriptor, std::uint64_t offset, Bytes source);

 private:
  bool holds(std::uint64_t offset, std::size_t length) const {
    return offset >= mapped_begin_ && offset + length <= mapped_end_;
  }
  bool move_window(int descriptor, std::uint64_t offset, std::size_t length);
  void unmap();

  std::uint64_t begin_ = 0;
  std::uint64_t end_ = 0;
  std::byte* window_ = nullptr;
  std::uint64_t mapped_begin_ = 0;
  std::uint64_t mapped_end_ = 0;
};

}  // namespace powercut
