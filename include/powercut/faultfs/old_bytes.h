// OldBytes: what a failed sync brings back to the cache where the kernel drops the pages, or undoes
// them: the bytes that the last good sync of the file left.
//
// btrfs shows them as soon as the sync has failed; ext4, XFS and f2fs from when the page has been
// dropped, which may be at once (docs/CRASH_MODELS.md, "A failed sync"). The size stays as it is.
// Bytes that were cut off since are zeros, as are those by which the file has grown.
#pragma once

#include <vector>

#include "powercut/faultfs/disk.h"
#include "powercut/faultfs/trace.h"

namespace powercut {

// The range in which the cache differs; empty if it does not.
struct OldBytes {
  std::uint64_t offset = 0;
  std::vector<std::byte> bytes = {};
};

// base: the disk at the trace's mount, all of it durable. O(trace).
OldBytes old_bytes(const Trace& trace, const Disk& base, InodeId file);

}  // namespace powercut
