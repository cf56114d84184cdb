// to_json(): writes a model as JSON, in the form of model files (model_file.h) and reports.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "powercut/faultfs/persistence_model.h"

namespace powercut {

// The row with all its attributes.
nlohmann::ordered_json to_json(const PersistenceModel& model);

}  // namespace powercut
