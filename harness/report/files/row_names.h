// use_row_names(): replaces the old names of models in a report, which are aliases now, by the
// names of the rows.
//
// Nothing else differs in such reports, so the report can then be read as if this program had
// written it. The function changes nothing in other places than those of model names, and it does
// not check the report.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace powercut {

void use_row_names(nlohmann::ordered_json& report);

}  // namespace powercut
