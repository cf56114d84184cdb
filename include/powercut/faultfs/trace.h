// Trace: records every call that could matter to a crash, in order, with the bytes that it wrote.
//
// Call 0 is always `mount`. A call that changes nothing and syncs nothing (a read, a list, a rename
// onto itself, a call that failed without an injected fault) is not in the trace. A change or sync
// that a fault prevented is in it, with the effect `none`. The trace knows nothing of operations:
// beside it, the harness notes how many calls had been made when each operation began and ended.
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

  // Removes all calls but the mount. It keeps its memory, and the recycled bytes.
  void clear();

  // Keeps only the first `calls` calls, and of the last of these, if it is a write, at most
  // `bytes_of_last` bytes. This is the trace of a process that died there.
  void cut(std::uint32_t calls, std::uint64_t bytes_of_last);

  // Keeps the bytes of the newest writes, at most 64 KiB and 64 writes in all. They are the old
  // content of blocks that later calls are given. Then does as clear().
  void recycle();

  // The kept writes of earlier traces, oldest first.
  const std::vector<std::vector<std::byte>>& recycled() const { return recycled_; }

  const std::vector<Call>& calls() const { return calls_; }
  std::size_t size() const { return calls_.size(); }

  // The bytes that a call wrote, or that a failed sync brought back.
  Bytes data(const Call& call) const { return Bytes(data_).subspan(call.data, call.length); }
  std::span<const EntryChange> changes(const Call& call) const {
    return std::span(changes_).subspan(call.changes_begin, call.changes_count);
  }
  const std::string& path(const Call& call) const { return paths_[call.path]; }

  // The number of bytes in the trace, of all calls together.
  std::uint64_t bytes_written() const { return data_.size(); }

  // Appends a call. It sets the call's `data`, `changes_begin`, `changes_count` and `path`.
  void append(Call call, std::string_view path, Bytes data, std::span<const EntryChange> changes);

 private:
  std::vector<Call> calls_;
  std::vector<std::byte> data_;
  std::vector<EntryChange> changes_;
  std::vector<std::string> paths_;
  std::vector<std::vector<std::byte>> recycled_;
};

// Makes the call's change to the disk; of a write, only the first `bytes` bytes. A sync changes
// nothing, unless it failed and brought old bytes back.
void apply_call(const Trace& trace, const Call& call, std::uint64_t bytes, Disk& disk);

// One line for people: "write data.log at 64, 19 bytes", "rename a.tmp to b", "sync data.log,
// failed". It shows the new name of a rename or a link without its directory.
std::string describe(const Trace& trace, const Call& call);

}  // namespace powercut
