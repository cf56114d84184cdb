// Appender: writes at a tail that it counts itself.
//
// Appending is not a virtual call of File. If only the file system knew the position of an append,
// nobody could say after a failure where the good bytes end. Here tail() is where the next append
// begins. It moves only when an append was taken whole.
//
// Threads: one caller at a time. Crash: the same as of File::write.
#pragma once

#include "powercut/io/file.h"

namespace powercut {

class Appender {
 public:
  // The file must outlive the appender. The tail may lie before the file's end: bytes behind it are
  // overwritten.
  Appender(File& file, std::uint64_t tail) : file_(&file), tail_(tail) {}

  // After ok the tail has moved by source.size(). After an error it has not, and the bytes behind
  // it in the file are garbage until discard_garbage() succeeds. A later append overwrites only as
  // much of the garbage as it is long; the rest then lies behind the new tail.
  Result<void> append(Bytes source);

  // Truncates the file to the tail.
  Result<void> discard_garbage() { return file_->truncate(tail_); }

  // Where the next append begins, in bytes from the start of the file.
  std::uint64_t tail() const { return tail_; }

 private:
  File* file_;
  std::uint64_t tail_;
};

}  // namespace powercut
