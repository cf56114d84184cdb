// PosixFile: reads and writes one open regular file of the operating system, by pread, pwrite,
// ftruncate, fallocate, fsync, fdatasync and mmap.
//
// allocate() makes room by fallocate, if the file system has that, and in any case by writing
// zeros. reserve() uses fallocate alone. Offsets that off_t cannot hold never reach the system: a
// read there is a read beyond the end, a write or a cut there is too_large. Threads: any, as long
// as byte ranges do not overlap.
#pragma once

#include "engine/io/posix/posix_descriptor.h"
#include "engine/io/posix/posix_mapping.h"
#include "engine/io/posix/posix_room.h"
#include "powercut/io/file.h"

namespace powercut {

class PosixFile : public File {
 public:
  enum class Access : bool { read_only, read_write };

  PosixFile(PosixDescriptor descriptor, Access access)
      : descriptor_(std::move(descriptor)), access_(access) {}

  Result<std::size_t> read(std::uint64_t offset, MutableBytes target) override;
  Result<std::size_t> write(std::uint64_t offset, Bytes source) override;
  Result<void> truncate(std::uint64_t size) override;
  Result<void> fill(std::uint64_t offset, Bytes source) override;
  Result<void> sync() override;
  Result<void> allocate(std::uint64_t size) override;
  Result<void> reserve(std::uint64_t size) override;
  Result<void> sync_data() override;
  Result<Bytes> view(std::uint64_t offset, std::size_t length, std::string& buffer) override;
  Result<std::uint64_t> size() override;

 private:
  // The system would refuse too, but each call with another errno, and fsync not at all.
  Result<void> require_writable() const;

  PosixDescriptor descriptor_;
  Access access_;
  PosixMapping mapping_;
  PosixRoom room_;
};

}  // namespace powercut
