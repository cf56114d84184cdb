// Lists the parameters of CONFIG: those that Redis's clients ask for, with Redis's names.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "server/commands/server_config.h"

namespace powercut {

struct ConfigParameter {
  std::string_view name;
  std::string (*get)(const ServerConfig& config);

  // Sets the value. Returns what is wrong with it, or an empty text. nullptr: the parameter stays
  // as it is.
  std::string (*set)(ServerConfig& config, std::string_view value) = nullptr;

  // If Redis can set a parameter, it takes here, too, the value that it has already.
  enum class InRedis : std::uint8_t { can_be_set, is_immutable, is_protected };
  InRedis in_redis = InRedis::can_be_set;
};

// By name.
std::span<const ConfigParameter> config_parameters();

// nullptr: there is none. Letters may be in any case.
const ConfigParameter* find_config_parameter(std::string_view name);

}  // namespace powercut
