// Random crash models, for RapidCheck.
#pragma once

#include <rapidcheck.h>

#include "powercut/faultfs/persistence_model.h"

namespace powercut {

// One of those that have a name; draws it, so it is for the inside of a property.
inline const PersistenceModel& any_model() { return *(*rc::gen::elementOf(persistence_models())); }

}  // namespace powercut
