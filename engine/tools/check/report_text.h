// Writes the reports of powercut-check, for a person and for a program.
#pragma once

#include <string>
#include <string_view>

#include "engine/tools/check/store_check.h"
#include "engine/tools/repair/salvage.h"

namespace powercut {

std::string to_text(const CheckReport& report, std::string_view directory);
std::string to_text(const SalvageReport& report, std::string_view directory,
                    std::string_view target);

// These return one object, and a line end.
std::string to_json(const CheckReport& report, std::string_view directory);
std::string to_json(const SalvageReport& report, std::string_view directory,
                    std::string_view target);

}  // namespace powercut
