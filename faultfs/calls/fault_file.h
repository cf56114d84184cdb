// FaultFile and FaultLock: implement the handles that FaultFileSystem gives out.
#pragma once

#include <string>

#include "powercut/faultfs/fault_file_system.h"

namespace powercut {

// A handle of an inode. It stays valid when the name is removed. The destructor closes it and syncs
// nothing.
class FaultFile : public File {
 public:
  FaultFile(FaultFileSystem& files, InodeId inode, bool writable, std::string_view path);

  Result<std::size_t> read(std::uint64_t offset, MutableBytes target) override;
  Result<std::size_t> write(std::uint64_t offset, Bytes source) override;
  Result<void> truncate(std::uint64_t size) override;
  Result<void> allocate(std::uint64_t size) override;
  Result<void> reserve(std::uint64_t size) override;
  Result<void> sync() override;
  Result<void> sync_data() override;
  Result<std::uint64_t> size() override;

 private:
  struct Struck {
    bool failed = false;
    bool is_short = false;
  };
  void take(std::uint64_t offset, Bytes source, Struck struck);
  std::uint64_t whole(std::uint64_t offset, std::uint64_t part) const;  // of a faulty write
  Result<void> resize(CallKind kind, std::uint64_t size);
  Result<void> sync_by(CallKind kind, Effect effect);

  FaultFileSystem& files_;
  InodeId inode_;
  bool writable_;
  std::string path_;  // kept only for the watchers
};

class FaultLock : public FileLock {
 public:
  FaultLock(FaultFileSystem& files, InodeId inode);
  ~FaultLock() override;

 private:
  FaultFileSystem& files_;
  InodeId inode_;
};

}  // namespace powercut
