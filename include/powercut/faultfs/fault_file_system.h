// FaultFileSystem: the file interface over a Disk in memory; records calls and injects faults.
//
// It behaves as PosixFileSystem does on a directory of its own, call for call and error for error
// (a property test holds it to that), with one root: "a", "/a" and "./a" are the same file. It
// shows the page cache: everything that was accepted, synced or not. A persistence model decides
// later, from the trace, which states a crash may leave.
//
//   store -> FaultFileSystem -> Injector: does this call fail?
//                            -> Disk:     change it
//                            -> Trace:    note what was changed
//
// A failed sync changes nothing here: reads go on seeing the new data, unless its rule says `old`.
// The trace's failed_sync_file tells a model which bytes never reached the disk.
//
// Limits: a file holds at most file_bytes_max; a write or truncate beyond gives too_large.
// Owner: disk, trace, injector and clock are borrowed and must outlive it; so must it its handles.
// Threads: one at a time. Determinism: no time, no randomness of its own.
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
  // Low enough that a size read from damaged bytes does not take all memory.
  static constexpr std::uint64_t file_bytes_max = std::uint64_t{1} << 30;

  // The objects that watch the calls; each may be missing.
  struct Watchers {
    Trace* trace = nullptr;
    Injector* injector = nullptr;
    const Clock* clock = nullptr;  // dates the trace
    ReadSet* reads = nullptr;      // files whose bytes or sizes were looked at
    const Disk* base = nullptr;    // as it was at the trace's mount; for rules that say `old`
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

  // Where a path leads: the directory that holds its last part, that part, and what it stands for.
  struct Place {
    InodeId directory;
    std::string_view name;  // empty: the root itself
    InodeId inode;          // no_inode: the name is free
  };

  // An EntryChange that owns nothing, since most runs have no trace to keep it in.
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

  // Both are inline as far as the common case goes: nobody watches.
  std::optional<Fault> strike(CallKind kind, std::string_view path, std::uint64_t bytes = 0) {
    if (!watchers_.injector) return std::nullopt;
    return watchers_.injector->strike(kind, path, bytes);
  }
  // Notes the call, unless it neither did nor failed anything.
  void record(const Call& call, std::string_view path, Bytes data = {},
              std::span<const EntryChange> changes = {}) {
    if (watchers_.trace) append_to_trace(call, path, data, changes);
  }
  void append_to_trace(Call call, std::string_view path, Bytes data,
                       std::span<const EntryChange> changes);
  void change_entries(Call call, std::string_view path, std::span<const EntryView> entries);
  InodeId create(CallKind call, std::string_view path, const Place& place, InodeKind kind,
                 bool failed);

  // The bytes that a failed sync with the rule `old` brings back; none where no trace is kept.
  OldBytes bytes_before_sync(InodeId file) const {
    if (!watchers_.trace || !watchers_.base) return {};
    return old_bytes(*watchers_.trace, *watchers_.base, file);
  }

  Disk& disk_;
  Watchers watchers_;
  std::vector<InodeId> locked_;
};

}  // namespace powercut
