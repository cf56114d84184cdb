// dirty_again: what a store does after a failed sync, before it gives up.
//
// An operating system may mark the pages of a failed sync clean: they are read from the cache, no
// later sync writes them, and that sync says ok (Rebello et al., "Can Applications Recover from
// fsync Failures?", ATC 20). The next process to open the file would believe it. Written once more,
// the same bytes are dirty again, and the next sync means what it says.
//
// Limit: a process that dies after the failed sync and before this leaves the pages clean, and the
// next one cannot tell.
#pragma once

#include "powercut/io/file.h"

namespace powercut {

// Reads [from, to), as far as the file reaches, and writes it back in place; sets the size, too,
// to what it is. Does not sync. The file must be open for writing, and nobody else may write to it.
// Crash: no byte changes its value, so at any point the old terms hold for all of them.
// After an error: some bytes still count as clean.
Result<void> dirty_again(File& file, std::uint64_t from, std::uint64_t to);

}  // namespace powercut
