// powercut's own stores behind Engine: one function for each.
#pragma once

#include "bench/engines/peers/engine.h"

namespace powercut {

// LogStore; callers take turns.
std::unique_ptr<Engine> open_log(const EngineOptions& options);

// CaskStore; without and with the ordered index.
std::unique_ptr<Engine> open_cask(const EngineOptions& options);
std::unique_ptr<Engine> open_ordered_cask(const EngineOptions& options);

}  // namespace powercut
