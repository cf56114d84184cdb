// The parameters of CONFIG: those that Redis's clients ask for, with Redis's names.
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

  // Returns what is wrong with the value; empty: it is set. nullptr: it stays as it is.
  std::string (*set)(ServerConfig& config, std::string_view value) = nullptr;

  // A parameter that can be set in Redis takes here, too, the value that it has already.
  enum class InRedis : std::uint8_t { can_be_set, is_immutable, is_protected };
  InRedis in_redis = InRedis::can_be_set;
};

// By name.
std::span<const ConfigParameter> config_parameters();

// nullptr: there is none. In any case of letters.
const ConfigParameter* find_config_parameter(std::string_view name);

}  // namespace powercut
