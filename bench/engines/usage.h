// The disk and the memory that an engine uses.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

namespace powercut {

// Bytes on disk of the files in a directory, which has no others in it. A file with holes takes
// what it takes; one that has lost its name, but is still open, is not seen.
std::uint64_t disk_bytes(const std::string& directory);

// Anonymous memory of this process that is resident; pages of mapped files are not.
std::uint64_t resident_bytes();

// Writes to the disk what the system still holds of the directory's files.
void write_back(const std::string& directory);

// Waits until nothing in the directory has changed for a second, at most two minutes.
void wait_until_quiet(const std::string& directory);

// Looks at a directory's size every 50 ms, from a thread of its own, as long as it lives.
class DiskWatch {
 public:
  explicit DiskWatch(std::string directory);
  std::uint64_t bytes_max();  // so far, and now

 private:
  void look();

  std::string directory_;
  std::atomic<std::uint64_t> bytes_max_ = 0;
  std::jthread thread_;  // last, so that it starts when all else is there
};

}  // namespace powercut
