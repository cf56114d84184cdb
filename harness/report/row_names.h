// Reports that were written when models had other names: each alias in one becomes the row's name.
//
// They are the same otherwise, so a report is then read as if this program had written it. Whatever
// is not where a report has a model's name stays as it is, malformed or not.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace powercut {

void use_row_names(nlohmann::ordered_json& report);

}  // namespace powercut
