// The catalog: our own stores, those of the build with seeded bugs among them, and the registry of
// the program `powercut`. The only room that sees harness, engine and server.
#pragma once

#include "powercut/harness/registry.h"

namespace powercut {

// A new one, for a program to add to.
Registry make_registry();

// The same, kept for as long as the process runs.
const Registry& our_registry();

// Finds a store of our_registry(). nullptr: there is none of that name.
inline const StoreUnderTest* find_store(std::string_view name) {
  return our_registry().find_store(name);
}
inline const Workload* find_workload(std::string_view name) {
  return our_registry().find_workload(name);
}

}  // namespace powercut
