// A persistence model for a person: every attribute, a line each.
#pragma once

#include <string>

#include "powercut/faultfs/persistence_model.h"

namespace powercut {

std::string model_text(const PersistenceModel& model);

}  // namespace powercut
