// Disk: files and directories as values in memory, with an undo log.
//
// The one representation of "what is on disk": the live file system that a workload runs on, and
// every crash image. A crash image differs from the one before it by a few bytes, so it is made by
// changing the disk, not by copying it; a Session undoes the changes of a store's recovery in
// O(these changes).
//
//   inode 0                the root directory
//   inode n                a file (bytes) or a directory (entries sorted by name)
//   entry                  name -> inode, inside a directory
//
// An inode that no entry names keeps its content: an open handle may still use it, and a lost
// rename may bring its name back. Numbers are given in order and are the same in every disk that
// replays the same trace.
//
// Copyable: a copy is independent, and knows nothing of the sessions of its original. A disk in a
// session is neither assigned to nor moved. Threads: one at a time.
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

  // The inode that the directory gives the name, or no_inode.
  InodeId find(InodeId directory, std::string_view name) const;

  // The next free inode, empty and without a name.
  InodeId create_inode(InodeKind kind);

  // As create_inode, for a number that a trace has given: numbers up to it come into being too, as
  // files. An inode that is there keeps its content.
  void ensure_inode(InodeId inode, InodeKind kind);

  // Writes all of source; a gap behind the end is filled with zeros.
  void write(InodeId file, std::uint64_t offset, Bytes source);

  // Cuts, or extends with zeros.
  void resize(InodeId file, std::uint64_t size);

  // Room was made for the file behind its end once (File::reserve). No process sees that, but a
  // file system brings later sizes to the disk in another way. It is never forgotten: the price is
  // an order that is not kept.
  bool has_room(InodeId file) const { return at(file).has_room; }
  void make_room(InodeId file);

  // Lets the name stand for the inode; with no_inode, removes it if it is there.
  void set_entry(InodeId directory, std::string_view name, InodeId inode);

  // Undoes, when it ends, all changes made to the disk in its lifetime. Sessions nest.
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

  // How to take one change back. `saved` is where the destroyed bytes, or the entry's name, begin
  // in saved_bytes_; they reach to its end, since undoing goes backwards. Small and without memory
  // of its own, as a sweep makes and drops millions of them.
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

  // set_entry without undo; returns what the name stood for.
  InodeId put_entry(InodeId directory, std::string_view name, InodeId inode);
  void undo_last();

  std::vector<Inode> inodes_;  // those beyond inode_count_ are empty, kept for their memory
  InodeId inode_count_ = 0;
  std::vector<Undo> undo_;
  std::vector<std::byte> saved_bytes_;
  int sessions_ = 0;
};

// Whether a process would see the same files and directories, and files have room where the others
// have; numbers do not matter. It also ends where a directory can be reached from within itself, as
// an image of synced-only may have it.
bool same_tree(const Disk& left, const Disk& right);

}  // namespace powercut
