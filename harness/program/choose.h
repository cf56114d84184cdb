// The subjects of a command: names on the command line become stores, workloads and models.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "powercut/harness/finding.h"
#include "powercut/harness/registry.h"

namespace powercut {

// The named items, each once, in the order given; all that `by_default` takes if none is named, but
// no models that are asked only by name. On an unknown name: reports the error, and returns false.
bool choose_stores(const Registry& registry, const std::vector<std::string>& names,
                   const std::function<bool(const StoreUnderTest&)>& by_default,
                   std::vector<const StoreUnderTest*>& chosen);
bool choose_workloads(const Registry& registry, const std::vector<std::string>& names,
                      const std::function<bool(const Workload&)>& by_default,
                      std::vector<const Workload*>& chosen);
bool choose_models(const Registry& registry, const std::vector<std::string>& names,
                   const std::function<bool(const PersistenceModel&)>& by_default,
                   std::vector<const PersistenceModel*>& chosen);

// The one of that name or alias; for an alias one line on standard error says why. On an unknown
// name: reports the error, and returns nullptr.
const PersistenceModel* choose_model(const Registry& registry, const std::string& name);

// That of a finding whose place comes from the command line; the place gets the row's own name.
// nullptr: it is of the run itself. On an unknown name: reports the error, and returns false.
bool choose_model_of(const Registry& registry, FindingPlace& place, const PersistenceModel*& model);

// The one of that name, or the plan that it is. On one that is neither: reports the error, and
// returns nullptr.
const Workload* choose_workload(const Registry& registry, const std::string& name);

// On an unknown name: reports the error, and returns nullptr.
const StoreUnderTest* choose_store(const Registry& registry, const std::string& name);

// 0: as many as the machine has cores.
unsigned jobs_or_cores(unsigned jobs);

}  // namespace powercut
