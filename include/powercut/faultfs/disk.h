// Disk: holds files and directories in memory, and can undo changes.
//
// It represents both the live file system that a workload runs on and every crash image. A crash
// image differs from the one before it by a few bytes, so it is made by changes to the disk, not by
// a copy. A Session undoes the changes of a store's recovery, in a time that grows with the number
// of these changes only.
//
//   inode 0                the root directory
//   inode n                a file (bytes) or a directory (entries sorted by name)
//   entry                  name -> inode, inside a directory
//
// An inode that no entry names keeps its content: an open handle may still use it, and a lost
// rename may bring its name back. Inodes are numbered in the order of their creation. Every disk
// that replays the same trace has the same numbers.
//
// A copy is independent of its original, and is in none of its sessions. A disk in a session must
// not be assigned to or moved. Threads: one at a time.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/io/bytes.h"
#include "powercut/io/check.h"

namespace powercut {

using InodeId = std::uint32_t;
inline constexpr InodeId root_inode = 0;
inline constexpr InodeId no_inode = 0xffffffff;

enum class InodeKind : std::uint8_t { file, directory };

struct DirectoryEntry {
  std::string name;
  InodeId inode;

  friend bool operator==(const DirectoryEntry&, const DirectoryEntry&) = default;
};

class Disk {
 public:
  // An empty root directory.
  Disk();
  Disk(const Disk& other);
  Disk(Disk&& other) noexcept;
  Disk& operator=(const Disk& other);
  Disk& operator=(Disk&& other) noexcept;
  ~Disk() = default;

  InodeId inode_count() const { return inode_count_; }
  InodeKind kind(InodeId inode) const { return at(inode).kind; }
  Bytes contents(InodeId file) const { return at(file).bytes; }
  std::span<const DirectoryEntry> entries(InodeId directory) const { return at(directory).entries; }

  // The inode that has the name in the directory, or no_inode.
  InodeId find(InodeId directory, std::string_view name) const;

  // Makes the next free inode: it is empty and has no name.
  InodeId create_inode(InodeKind kind);

  // Makes the inode with this number, from a trace, if it is missing. It also makes the missing
  // inodes of lower numbers, as files. An inode that exists keeps its content, and gets the kind.
  void ensure_inode(InodeId inode, InodeKind kind);

  // Writes all of source. A gap beyond the end of the file is filled with zeros.
  void write(InodeId file, std::uint64_t offset, Bytes source);

  // Cuts the file to the size, or extends it with zeros.
  void resize(InodeId file, std::uint64_t size);

  // Whether room was made for the file beyond its end (File::reserve). No process sees that, but a
  // file system brings later sizes to the disk in another way. The disk never forgets the room. The
  // price is an order that is missed: a model may leave more states than the file system would.
  bool has_room(InodeId file) const { return at(file).has_room; }
  void make_room(InodeId file);

  // Makes the name stand for the inode. With no_inode, removes the name if it is there.
  void set_entry(InodeId directory, std::string_view name, InodeId inode);

  // Undoes all changes that were made to the disk in its lifetime, when it ends. Sessions can be
  // nested.
  class Session {
   public:
    explicit Session(Disk& disk);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

   private:
    Disk& disk_;
    std::size_t undo_mark_;
  };

 private:
  struct Inode {
    InodeKind kind = InodeKind::file;
    bool has_room = false;
    std::vector<std::byte> bytes;
    std::vector<DirectoryEntry> entries;
  };

  // A record that undoes one change. `saved` is the index in saved_bytes_ at which the overwritten
  // bytes, or the name of the entry, begin. They reach to the end of saved_bytes_, since changes
  // are undone last first. The struct is small and owns no memory, because a sweep makes and drops
  // millions of them.
  struct Undo {
    enum class Kind : std::uint8_t { bytes, entry, inode, inode_kind, room } kind;
    InodeKind inode_kind_before = InodeKind::file;
    InodeId inode;  // the file, or the directory of the entry
    InodeId entry_before = no_inode;
    std::uint64_t offset = 0;       // of the saved bytes in the file
    std::uint64_t size_before = 0;  // of the file
    std::size_t saved = 0;
  };

  Inode& at(InodeId inode) {
    POWERCUT_CHECK(inode < inode_count_);
    return inodes_[inode];
  }
  const Inode& at(InodeId inode) const {
    POWERCUT_CHECK(inode < inode_count_);
    return inodes_[inode];
  }
  void save_bytes(InodeId file, std::uint64_t offset, std::uint64_t end);

  // Does the work of set_entry, without undo. Returns the inode that had the name.
  InodeId put_entry(InodeId directory, std::string_view name, InodeId inode);
  void undo_last();

  std::vector<Inode> inodes_;  // entries from inode_count_ on are empty, kept for their memory
  InodeId inode_count_ = 0;
  std::vector<Undo> undo_;
  std::vector<std::byte> saved_bytes_;
  int sessions_ = 0;
};

// Whether a process would see the same files and directories, and the same files have room. Inode
// numbers do not matter. It also ends if a directory can be reached from within itself, as in some
// images of synced-only.
bool same_tree(const Disk& left, const Disk& right);

}  // namespace powercut
