// PosixMapping: maps the bytes of an open file to memory, for reading.
//
//   |<------ usable ------>|                      bytes that the file had when it was last asked
//   |<------------- mapped ------------->|        addresses; touching those behind the end is fatal
//
// More is mapped than the file has, so that a growing file is seldom mapped anew. A mapping that
// was made stays until the end, since somebody may look at it.
//
// Threads: any may call bytes(), at the same time. It takes a lock only to learn that the file has
// grown. Crash: no effect.
#pragma once

#include <atomic>
#include <vector>

#include "engine/io/macros.h"
#include "powercut/io/bytes.h"
#include "powercut/io/mutex.h"
#include "powercut/io/result.h"

namespace powercut {

class PosixMapping {
 public:
  PosixMapping() = default;
  ~PosixMapping();
  PosixMapping(const PosixMapping&) = delete;
  PosixMapping& operator=(const PosixMapping&) = delete;

  // Returns the bytes at the offset, up to `length`, or fewer where the file ends. `descriptor`
  // must be the same each time.
  Result<Bytes> bytes(int descriptor, std::uint64_t offset, std::size_t length) {
    std::uint64_t usable = usable_.load(std::memory_order_acquire);
    if (offset > usable || length > usable - offset) {
      TRY_ASSIGN(usable, look_again(descriptor));
    }
    if (offset >= usable) return Bytes();
    const std::byte* begin = begin_.load(std::memory_order_acquire);
    return Bytes(begin + offset, std::min<std::uint64_t>(length, usable - offset));
  }

  // The file is about to be cut to `size`. Nothing behind that is shown any more.
  void forget_from(std::uint64_t size);

 private:
  struct Mapped {
    std::byte* begin;
    std::size_t length;
  };

  Result<std::uint64_t> look_again(int descriptor);

  std::atomic<const std::byte*> begin_ = nullptr;
  std::atomic<std::uint64_t> usable_ = 0;
  Mutex mutex_;
  std::vector<Mapped> mapped_;  // the last is the one in use
};

}  // namespace powercut
