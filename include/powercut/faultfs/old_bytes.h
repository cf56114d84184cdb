// OldBytes: holds the bytes that a failed sync brings back to the cache, if the kernel drops or
// undoes the pages. These are the bytes that the last good sync of the file left.
//
// btrfs shows them as soon as the sync has failed. ext4, XFS and f2fs show them once the page has
// been dropped, which may be at once (docs/CRASH_MODELS.md, "A failed sync"). The size stays the
// same. Bytes that were cut off since the good sync are zeros, and so are those by which the file
// has grown.
#pragma once

#include <vector>

#include "powercut/faultfs/disk.h"
#include "powercut/faultfs/trace.h"

namespace powercut {

// The range in which the cache differs from the old bytes; empty if there is none.
struct OldBytes {
  std::uint64_t offset = 0;
  std::vector<std::byte> bytes = {};
};

// base: the disk at the trace's mount, all of it durable. O(trace).
OldBytes old_bytes(const Trace& trace, const Disk& base, InodeId file);

}  // namespace powercut
