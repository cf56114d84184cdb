// What a command is to work on: the names on the command line become stores, workloads and models.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "faultfs/persistence_model.h"
#include "harness/explore/finding.h"
#include "harness/store_under_test.h"
#include "harness/workload.h"

namespace powercut {

// The named items, each once, in the order given; all that `by_default` takes if none is named, but
// no models that are asked only by name. On an unknown name: complains, and returns false.
bool choose_stores(const std::vector<std::string>& names,
                   const std::function<bool(const StoreUnderTest&)>& by_default,
                   std::vector<const StoreUnderTest*>& chosen);
bool choose_workloads(const std::vector<std::string>& names,
                      const std::function<bool(const Workload&)>& by_default,
                      std::vector<const Workload*>& chosen);
bool choose_models(const std::vector<std::string>& names,
                   const std::function<bool(const PersistenceModel&)>& by_default,
                   std::vector<const PersistenceModel*>& chosen);

// The one of that name or alias; of an alias one line on standard error says why. On an unknown
// name: complains, and returns nullptr.
const PersistenceModel* choose_model(const std::string& name);

// That of a finding whose place comes from the command line; the place gets the row's own name.
// nullptr: it is of the run itself. On an unknown name: complains, and returns false.
bool choose_model_of(FindingPlace& place, const PersistenceModel*& model);

// The one of that name, or the plan that it is. On one that is neither: complains, and returns
// nullptr.
const Workload* choose_workload(const std::string& name);

// 0: as many as the machine has cores.
unsigned jobs_or_cores(unsigned jobs);

}  // namespace powercut
