// UnsyncedChanges: what was done to files and is not durable yet, and what a failed sync lost.
//
// Facts (Rebello et al., "Can Applications Recover from fsync Failures?", ATC 2020, for ext4 in
// ordered mode): when fsync fails, the kernel marks the dirty pages clean. Reads go on seeing the
// new data; the disk keeps the old; later syncs return ok without writing them. The file's size is
// synced all the same. A page comes back only when it is dirtied again: then it is written whole,
// with all that the cache holds.
//
//   write, truncate --> pending --sync--> durable
//                          |
//                          +--failed sync--> lost --write to the same page--> pending
//
// The bytes are views into a trace, which must outlive this. Threads: one at a time.
#pragma once

#include <vector>

#include "faultfs/disk.h"

namespace powercut {

class UnsyncedChanges {
 public:
  static constexpr std::uint64_t page_bytes = 4096;

  // Bytes at an offset of a file.
  struct Piece {
    std::uint64_t offset;
    Bytes bytes;
  };

  // The bytes are pending. Pages that the write touches take what was lost in them with them, which
  // is returned, oldest first: it is pending again, ahead of the write.
  std::vector<Piece> write(InodeId file, const Piece& piece);

  // The size is pending; what was lost behind it is gone from the cache, too.
  void truncate(InodeId file, std::uint64_t size);

  // Does everything pending for the file to the disk that holds what is durable.
  void sync(InodeId file, Disk& durable);

  // Of everything pending for the file only the sizes reach the disk; the bytes are lost.
  void fail_sync(InodeId file, Disk& durable);

 private:
  struct Change {
    bool truncates;  // to piece.offset; otherwise piece is written
    Piece piece;
  };
  struct FileChanges {
    std::vector<Change> pending;
    std::vector<Piece> lost;  // none reaches over a page's edge
  };

  FileChanges& of(InodeId file);
  static void lose(FileChanges& changes, Piece piece);
  static void cut_lost(FileChanges& changes, std::uint64_t size);

  std::vector<FileChanges> files_;  // by inode
};

}  // namespace powercut
