// The catalog: makes the registry of the program `powercut`, with our own stores. The build with
// seeded bugs also has the stores with those. It is the only room that sees harness, engine and
// server.
#pragma once

#include "powercut/harness/registry.h"

namespace powercut {

// Makes a new registry, to which a program may add.
Registry make_registry();

// The same registry, made once and kept as long as the process runs.
const Registry& our_registry();

// Finds a store of our_registry(). nullptr if there is none of that name.
inline const StoreUnderTest* find_store(std::string_view name) {
  return our_registry().find_store(name);
}
inline const Workload* find_workload(std::string_view name) {
  return our_registry().find_workload(name);
}

}  // namespace powercut
