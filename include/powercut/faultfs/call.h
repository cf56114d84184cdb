// Call: describes one call of the file interface, and its effect on the disk.
//
// It has two views of the call. `kind` is the method that was called, for rules and for people.
// `effect` is the change, for persistence models. A change of a directory is an effect like any
// other. Only sync_directory makes it durable, unless the model's sync of a file covers names, too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "powercut/faultfs/disk.h"
#include "powercut/io/clock.h"

namespace powercut {

// The methods of FileSystem and File. `mount` opens every trace: it stands for the disk as it was
// given.
enum class CallKind : std::uint8_t {
  mount,
  open,
  read,
  write,
  truncate,
  allocate,
  sync,
  sync_data,
  size,
  lock,
  remove,
  rename,
  list,
  make_dir,
  sync_dir,
  link,
  reserve,
};
inline constexpr int call_kind_count = 17;

constexpr bool is_sync(CallKind kind) {
  return kind == CallKind::sync || kind == CallKind::sync_data || kind == CallKind::sync_dir;
}

// The name in reports and fault rules: "sync_dir".
std::string_view name_of(CallKind kind);

enum class Effect : std::uint8_t {
  none,              // mount, or a call that failed before it did anything
  create_file,       // inode is made, and one entry names it
  create_directory,  // the same, for a directory
  write,             // `length` bytes of inode at `offset` are written
  truncate,          // inode gets the size `offset`
  reserve,           // inode has room for `offset` bytes
  change_entries,    // rename, remove or link: entries change together
  sync_file,         // bytes and size of inode are durable
  sync_data,         // the same, but it never makes a name durable
  failed_sync_file,  // the sync reported an error; the pages count as clean, the disk has old data;
                     // `length` bytes at `offset`, if any, are old again in the cache, too
  sync_directory,    // the entries of directory inode are durable
};

// A change of one name: from now on it stands for another inode, or (no_inode) for none.
struct EntryChange {
  InodeId directory;
  InodeId inode;
  std::string name;
};

struct Call {
  CallKind kind = CallKind::mount;
  Effect effect = Effect::none;
  bool failed = false;    // an error was returned, by an injected fault
  bool is_short = false;  // a write that wrote less than it was given, by an injected fault
  InodeId inode = no_inode;
  std::uint64_t offset = 0;  // bytes; the new size of truncate and allocate, the room of reserve
  std::uint64_t length = 0;  // bytes written, or brought back by a failed sync
  std::uint64_t data = 0;    // the begin of these bytes in the trace's data
  std::uint32_t changes_begin = 0;
  std::uint32_t changes_count = 0;
  std::uint32_t path = 0;  // index into the trace's paths
  Duration time{0};        // when the call began, by the run's clock

  // Whether this is a failed sync after which the cache shows the old bytes of the disk again.
  bool brings_back() const { return effect == Effect::failed_sync_file && length > 0; }
};

}  // namespace powercut
