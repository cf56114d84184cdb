// PosixDescriptor: owns a file descriptor. retry_interrupted() makes a system call.
//
// Closing never reports an error and is never retried: on Linux the descriptor is gone even when
// close fails, and a second close could hit one that another thread has just been given.
// Threads: as the descriptor's own calls.
#pragma once

#include <cerrno>
#include <string>
#include <utility>

#include "powercut/io/result.h"

namespace powercut {

// Makes a system call, again as long as a signal interrupts it, and returns what it returned. Below
// 0, errno says why. No other error is retried. Above all, EIO of an fsync is not, since the second
// fsync would say ok over lost bytes.
template <typename Call>
auto retry_interrupted(Call&& call) {
  auto returned = call();
  while (returned < 0 && errno == EINTR) returned = call();
  return returned;
}

inline Error error_from_errno() { return error_from_errno(errno); }

class PosixDescriptor {
 public:
  PosixDescriptor(PosixDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  PosixDescriptor& operator=(PosixDescriptor&&) = delete;
  ~PosixDescriptor();

  // Opens the path as it is, whatever is there, without waiting for it.
  static Result<PosixDescriptor> open(const std::string& path, int flags);

  // The same, but refuses all but regular files.
  static Result<PosixDescriptor> open_regular(const std::string& path, int flags);

  int number() const { return number_; }

 private:
  explicit PosixDescriptor(int number) : number_(number) {}

  int number_;
};

}  // namespace powercut
