// LevelDB behind Engine.
#pragma once

#include "bench/engines/peers/engine.h"

namespace powercut {

std::unique_ptr<Engine> open_leveldb(const EngineOptions& options);
std::string leveldb_version();

}  // namespace powercut
