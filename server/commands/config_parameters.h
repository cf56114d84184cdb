// The parameters of CONFIG: those that Redis's clients ask for, with Redis's names.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "server/commands/server_config.h"

namespace powercut {

struct ConfigParameter {
  std::string_view name;
  std::string (*get)(const ServerConfig& config);

  // What is wrong with the value; empty: it is set. nullptr: it is not to be changed.
  std::string (*set)(ServerConfig& config, std::string_view value) = nullptr;

  bool is_protected = false;  // not to be changed, in words of its own
};

// By name.
std::span<const ConfigParameter> config_parameters();

// nullptr: there is none. In any case of letters.
const ConfigParameter* find_config_parameter(std::string_view name);

}  // namespace powercut
