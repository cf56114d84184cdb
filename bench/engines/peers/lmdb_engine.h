// LMDB behind Engine: writing through the file, and through its map (MDB_WRITEMAP).
#pragma once

#include "bench/engines/peers/engine.h"

namespace powercut {

std::unique_ptr<Engine> open_lmdb(const EngineOptions& options);
std::unique_ptr<Engine> open_lmdb_writemap(const EngineOptions& options);
std::string lmdb_version();

}  // namespace powercut
