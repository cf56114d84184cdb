// model_text(): shows a persistence model to a person, with one line for each attribute.
#pragma once

#include <string>

#include "powercut/faultfs/persistence_model.h"

namespace powercut {

std::string model_text(const PersistenceModel& model);

}  // namespace powercut
