// dirty_again: writes the bytes of a failed sync once more, before the store gives up.
//
// After a failed sync an operating system may mark the pages clean: they are read from the cache,
// no later sync writes them, and that sync says ok (Rebello et al., "Can Applications Recover from
// fsync Failures?", ATC 20). The next process to open the file would believe it. If the same bytes
// are written once more, they are dirty again, and the next sync means what it says.
//
// Limit: if a process dies after the failed sync and before this, the pages stay clean, and the
// next process cannot tell.
#pragma once

#include "powercut/io/file.h"

namespace powercut {

// Reads the bytes [from, to), as far as the file reaches, and writes them back in place. Also sets
// the size to what it is. Does not sync. The file must be open for writing, and nobody else may
// write to it. Crash: no byte changes its value, so what held for each byte before holds at any
// point. After an error: some bytes still count as clean.
Result<void> dirty_again(File& file, std::uint64_t from, std::uint64_t to);

}  // namespace powercut
