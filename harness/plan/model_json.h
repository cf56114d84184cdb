// A model as JSON: as a model file (model_file.h) and a report have it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "powercut/faultfs/persistence_model.h"

namespace powercut {

// One row, with every attribute.
nlohmann::ordered_json to_json(const PersistenceModel& model);

}  // namespace powercut
