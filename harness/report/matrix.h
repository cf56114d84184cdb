// matrix_text(): shows stores against models, and for each store the weakest models under which it
// keeps its contract.
//
//   store      policy   | 1 2 3 | keeps its contract under
//   log        always   | . ~ x | xfs, sector-tear (~)
//
// A model is weaker than another if it allows all states of the other and more (is_within). A store
// that holds under a model holds under all stronger ones, so the weakest models say it all. (~)
// marks a model of which only a sample was visited.
#pragma once

#include <string>
#include <vector>

#include "powercut/harness/registry.h"
#include "powercut/harness/sweep.h"

namespace powercut {

// Sorts the models so that each one comes after all stronger ones.
std::vector<const PersistenceModel*> from_strongest(std::vector<const PersistenceModel*> models,
                                                    const Registry& registry);

// Returns the models than which none of the others is weaker.
std::vector<const PersistenceModel*> weakest_of(const std::vector<const PersistenceModel*>& models,
                                                const Registry& registry);

// models, stores: the columns and the rows, in their order.
std::string matrix_text(const SweepResult& result,
                        const std::vector<const PersistenceModel*>& models,
                        const std::vector<const StoreUnderTest*>& stores, const Registry& registry);

}  // namespace powercut
