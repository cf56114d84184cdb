// SQLite behind Engine: one table, its write-ahead log on.
#pragma once

#include "bench/engines/peers/engine.h"

namespace powercut {

std::unique_ptr<Engine> open_sqlite(const EngineOptions& options);
std::string sqlite_version();

}  // namespace powercut
