// The engines that are compared, each with what there is to know about it.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "bench/engines/peers/engine.h"

namespace powercut {

struct EngineKind {
  std::string name;
  std::string version = {};  // empty: ours
  bool is_peer = true;
  bool keeps_keys_in_memory = false;  // all of them, whole
  std::unique_ptr<Engine> (*open)(const EngineOptions& options) = nullptr;
};

// Ours first.
std::span<const EngineKind> all_engines();

// nullptr: there is none of that name.
const EngineKind* find_engine(std::string_view name);

}  // namespace powercut
