// The matrix: stores against models, and for each store the weakest models under which it keeps its
// contract.
//
//   store      policy   | 1 2 3 | keeps its contract under
//   log        always   | . ~ x | xfs, sector-tear (~)
//
// A model is weaker than another if it allows all of its states and more (is_within). A store that
// holds under a model holds under all stronger ones, so the weakest say it all; (~) marks those of
// which only a sample was visited.
#pragma once

#include <string>
#include <vector>

#include "powercut/harness/registry.h"
#include "powercut/harness/sweep.h"

namespace powercut {

// Each one after all that are stronger.
std::vector<const PersistenceModel*> from_strongest(std::vector<const PersistenceModel*> models,
                                                    const Registry& registry);

// The models that none of the others is weaker than.
std::vector<const PersistenceModel*> weakest_of(const std::vector<const PersistenceModel*>& models,
                                                const Registry& registry);

// The result's models are in the order of the columns.
std::string matrix_text(const SweepResult& result,
                        const std::vector<const PersistenceModel*>& models,
                        const std::vector<const StoreUnderTest*>& stores, const Registry& registry);

}  // namespace powercut
