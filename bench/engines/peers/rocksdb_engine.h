// RocksDB behind Engine.
#pragma once

#include "bench/engines/peers/engine.h"

namespace powercut {

std::unique_ptr<Engine> open_rocksdb(const EngineOptions& options);
std::string rocksdb_version();

}  // namespace powercut
