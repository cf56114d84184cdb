// FaultFileSystem: implements the file interface on a Disk in memory. It records calls and injects
// faults.
//
// It behaves as PosixFileSystem does on a directory of its own, call for call and error for error;
// a property test compares the two. It has one root: "a", "/a" and "./a" are the same file. It
// shows the content of the cache: all bytes that were written, synced or not. A persistence model
// decides later, from the trace, which states a crash may leave.
//
//   store -> FaultFileSystem -> Injector: does this call fail?
//                            -> Disk:     make the change
//                            -> Trace:    record the change
//
// A failed sync does not change the cache: reads still see the new data, unless the rule of the
// fault says `old`. The effect failed_sync_file in the trace tells a model which bytes never
// reached the disk.
//
// Limits: a file holds at most file_bytes_max; a write or truncate beyond gives too_large.
// Owner: it borrows the disk and the watchers, which must outlive it; it must outlive its handles.
// Threads: one at a time. Determinism: it uses no time and no randomness of its own.
#pragma once

#include "powercut/faultfs/disk.h"
#include "powercut/faultfs/injector.h"
#include "powercut/faultfs/old_bytes.h"
#include "powercut/faultfs/read_set.h"
#include "powercut/faultfs/trace.h"
#include "powercut/io/clock.h"
#include "powercut/io/file_system.h"

namespace powercut {

class FaultFileSystem : public FileSystem {
 public:
  // Low enough that a size which a store reads from damaged bytes does not take all memory.
  static constexpr std::uint64_t file_bytes_max = std::uint64_t{1} << 30;

  // The objects that watch the calls; each may be null.
  struct Watchers {
    Trace* trace = nullptr;
    Injector* injector = nullptr;
    const Clock* clock = nullptr;  // dates the trace
    ReadSet* reads = nullptr;      // collects the files whose bytes or sizes were read
    const Disk* base = nullptr;    // the disk at the trace's mount; for rules that say `old`
  };

  explicit FaultFileSystem(Disk& disk) : FaultFileSystem(disk, Watchers{}) {}
  FaultFileSystem(Disk& disk, Watchers watchers) : disk_(disk), watchers_(watchers) {}

  Result<std::unique_ptr<File>> open(std::string_view path, OpenMode mode) override;
  Result<std::unique_ptr<FileLock>> lock(std::string_view path) override;
  Result<void> remove(std::string_view path) override;
  Result<void> rename(std::string_view source, std::string_view target) override;
  Result<void> link(std::string_view source, std::string_view target) override;
  Result<std::vector<std::string>> list(std::string_view path) override;
  Result<void> make_dir(std::string_view path) override;
  Result<void> sync_dir(std::string_view path) override;

 private:
  friend class FaultFile;
  friend class FaultLock;

  // The place to which a path leads: the directory that holds its last part, that part, and its
  // inode.
  struct Place {
    InodeId directory;
    std::string_view name;  // empty: the root itself
    InodeId inode;          // no_inode: the name is free
  };

  // An EntryChange that does not own its name: most runs have no trace to keep it in.
  struct EntryView {
    InodeId directory;
    InodeId inode;
    std::string_view name;
  };

  Result<Place> find(std::string_view path) const;
  Result<InodeId> find_directory(std::string_view path) const;
  Result<void> check_rename(const Place& from, const Place& onto) const;
  bool is_inside(InodeId directory, InodeId ancestor) const;
  bool is_directory(InodeId inode) const { return disk_.kind(inode) == InodeKind::directory; }

  // strike and record are inline in the common case, in which nobody watches.
  std::optional<Fault> strike(CallKind kind, std::string_view path, std::uint64_t bytes = 0) {
    if (!watchers_.injector) return std::nullopt;
    return watchers_.injector->strike(kind, path, bytes);
  }
  // Adds the call to the trace, unless it had no effect and no fault struck it.
  void record(const Call& call, std::string_view path, Bytes data = {},
              std::span<const EntryChange> changes = {}) {
    if (watchers_.trace) append_to_trace(call, path, data, changes);
  }
  void append_to_trace(Call call, std::string_view path, Bytes data,
                       std::span<const EntryChange> changes);
  void change_entries(Call call, std::string_view path, std::span<const EntryView> entries);
  InodeId create(CallKind call, std::string_view path, const Place& place, InodeKind kind,
                 bool failed);

  // The bytes that a failed sync with the rule `old` brings back; none if no trace is kept.
  OldBytes bytes_before_sync(InodeId file) const {
    if (!watchers_.trace || !watchers_.base) return {};
    return old_bytes(*watchers_.trace, *watchers_.base, file);
  }

  Disk& disk_;
  Watchers watchers_;
  std::vector<InodeId> locked_;
};

}  // namespace powercut
