// Call: one call that passed through the file interface, and what it did to the disk.
//
// Two views of the same thing: `kind` is the method that was called, for rules and for people;
// `effect` is what a persistence model reasons about. A directory operation is an effect like any
// other: names are made durable by sync_directory alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "powercut/faultfs/disk.h"
#include "powercut/io/clock.h"

namespace powercut {

// The methods of FileSystem and File. `mount` opens every trace: the disk as it was given.
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

// As in reports and fault rules: "sync_dir".
std::string_view name_of(CallKind kind);

enum class Effect : std::uint8_t {
  none,              // mount, or a call that failed before it did anything
  create_file,       // inode comes into being, and one entry names it
  create_directory,  // likewise
  write,             // `length` bytes of inode at `offset`
  truncate,          // inode gets the size `offset`
  reserve,           // inode has room for `offset` bytes
  change_entries,    // rename, remove, link: entries change, together
  sync_file,         // what was done to inode's bytes and size is durable
  sync_data,         // likewise, and no name by the way
  failed_sync_file,  // the sync reported an error; the pages count as clean, the disk has old data;
                     // `length` bytes at `offset`, if any, are old again in the cache, too
  sync_directory,    // the entries of directory inode are durable
};

// One name that starts to stand for another inode, or (no_inode) for none.
struct EntryChange {
  InodeId directory;
  InodeId inode;
  std::string name;
};

struct Call {
  CallKind kind = CallKind::mount;
  Effect effect = Effect::none;
  bool failed = false;    // an error was returned, by an injected fault
  bool is_short = false;  // a write that took less than it was given, by an injected fault
  InodeId inode = no_inode;
  std::uint64_t offset = 0;  // bytes; of truncate and allocate the new size, of reserve the room
  std::uint64_t length = 0;  // bytes written, or brought back by a failed sync
  std::uint64_t data = 0;    // where they begin in the trace's data
  std::uint32_t changes_begin = 0;
  std::uint32_t changes_count = 0;
  std::uint32_t path = 0;  // index into the trace's paths
  Duration time{0};        // by the run's clock, when the call began

  // A sync that failed, after which the cache shows what the disk has.
  bool brings_back() const { return effect == Effect::failed_sync_file && length > 0; }
};

}  // namespace powercut
