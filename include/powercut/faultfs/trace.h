// Trace: every call that could matter to a crash, in order, with the bytes it wrote.
//
// Call 0 is always `mount`. Calls that change nothing and sync nothing (reads, lists, a rename onto
// itself, a call that failed of itself) are not in it; a change or sync that a fault prevented is,
// with the effect `none`. The harness notes beside it how many calls had been made when an
// operation began and ended; the trace itself knows nothing of operations.
//
// Threads: one writer; many readers once it is complete.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/faultfs/call.h"

namespace powercut {

class Trace {
 public:
  Trace();

  // Back to the mount alone; keeps its memory, and what was recycled.
  void clear();

  // Drops all but the first so many calls, and all but so many bytes of the last one left, if it is
  // a write: the trace of a process that died there.
  void cut(std::uint32_t calls, std::uint64_t bytes_of_last);

  // Keeps the bytes that the calls have written, the newest 64 KiB or so, as the old content of
  // blocks that later calls are given. Then as clear().
  void recycle();

  // Writes of earlier traces, oldest first.
  const std::vector<std::vector<std::byte>>& recycled() const { return recycled_; }

  const std::vector<Call>& calls() const { return calls_; }
  std::size_t size() const { return calls_.size(); }

  // The bytes that a write took, or that a failed sync brought back.
  Bytes data(const Call& call) const { return Bytes(data_).subspan(call.data, call.length); }
  std::span<const EntryChange> changes(const Call& call) const {
    return std::span(changes_).subspan(call.changes_begin, call.changes_count);
  }
  const std::string& path(const Call& call) const { return paths_[call.path]; }

  // Bytes written by all calls together.
  std::uint64_t bytes_written() const { return data_.size(); }

  // Appends a call; `call.data`, `changes_begin`, `changes_count` and `path` are filled in here.
  void append(Call call, std::string_view path, Bytes data, std::span<const EntryChange> changes);

 private:
  std::vector<Call> calls_;
  std::vector<std::byte> data_;
  std::vector<EntryChange> changes_;
  std::vector<std::string> paths_;
  std::vector<std::vector<std::byte>> recycled_;
};

// Does to the disk what the call did to the live file system, its first `bytes` bytes only if it is
// a write. Syncs do nothing, but for one that failed and brought old bytes back.
void apply_call(const Trace& trace, const Call& call, std::uint64_t bytes, Disk& disk);

// One line for a person: "write data.log at 64, 19 bytes", "rename a.tmp to b", "sync data.log,
// failed". The new name of a rename or a link stands without its directory.
std::string describe(const Trace& trace, const Call& call);

}  // namespace powercut
