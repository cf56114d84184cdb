// choose: finds the stores, workloads and models that the command line names.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "powercut/harness/finding.h"
#include "powercut/harness/registry.h"

namespace powercut {

// Set `chosen` to the named items, each once, in the order given. If none is named, they take all
// items for which `by_default` is true, except models that are asked for only by name. On an
// unknown name they report the error and return false.
bool choose_stores(const Registry& registry, const std::vector<std::string>& names,
                   const std::function<bool(const StoreUnderTest&)>& by_default,
                   std::vector<const StoreUnderTest*>& chosen);
bool choose_workloads(const Registry& registry, const std::vector<std::string>& names,
                      const std::function<bool(const Workload&)>& by_default,
                      std::vector<const Workload*>& chosen);
bool choose_models(const Registry& registry, const std::vector<std::string>& names,
                   const std::function<bool(const PersistenceModel&)>& by_default,
                   std::vector<const PersistenceModel*>& chosen);

// Finds a model by its name or an alias. For an alias, one line on standard error says why it is
// one. On an unknown name it reports the error and returns nullptr.
const PersistenceModel* choose_model(const Registry& registry, const std::string& name);

// Finds the model of a finding's place from the command line, and puts the row's own name into the
// place. Sets `model` to nullptr if the finding is of the run itself. On an unknown name it reports
// the error and returns false.
bool choose_model_of(const Registry& registry, FindingPlace& place, const PersistenceModel*& model);

// Finds a workload by its name, which may be a plan as text. If it is neither, the function reports
// the error and returns nullptr.
const Workload* choose_workload(const Registry& registry, const std::string& name);

// Finds a store by its name. On an unknown name it reports the error and returns nullptr.
const StoreUnderTest* choose_store(const Registry& registry, const std::string& name);

// The number of jobs. jobs == 0 stands for as many as the machine has cores.
unsigned jobs_or_cores(unsigned jobs);

}  // namespace powercut
