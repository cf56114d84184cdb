#include "server/commands/administration/config_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "server/commands/administration/memory_text.h"
#include "server/protocol/number_text.h"
#include "server/protocol/text_case.h"

namespace powercut {

namespace {

constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max();

template <typename Number>
std::string set_number(Number& target, std::string_view text, std::int64_t least,
                       std::int64_t most = endless) {
  const std::optional<std::int64_t> number = parse_integer(text);
  if (!number) return "argument couldn't be parsed into an integer";
  if (*number < least || *number > most) {
    return fmt::format("argument must be between {} and {} inclusive", least, most);
  }
  target = Number(*number);
  return {};
}

std::string set_size(std::size_t& target, std::string_view text, std::uint64_t least) {
  const std::optional<std::uint64_t> bytes = parse_bytes(text);
  if (!bytes) return "argument must be a memory value";
  if (*bytes < least || *bytes > static_cast<std::uint64_t>(endless)) {
    return fmt::format("argument must be between {} and {} inclusive", least, endless);
  }
  target = *bytes;
  return {};
}

constexpr std::uint64_t size_min = std::uint64_t{1} << 20U;

constexpr ConfigParameter parameters[] = {
    {.name = "appendfsync",
     .get =
         [](const ServerConfig& config) {
           return std::string(config.policy == SyncPolicy::never ? "no" : name_of(config.policy));
         }},
    {.name = "appendonly", .get = [](const ServerConfig&) { return std::string("yes"); }},
    {.name = "bind", .get = [](const ServerConfig& config) { return config.bind; }},
    {.name = "client-query-buffer-limit",
     .get = [](const ServerConfig& config) { return std::to_string(config.request_bytes_max); },
     .set =
         [](ServerConfig& config, std::string_view value) {
           return set_size(config.request_bytes_max, value, size_min);
         }},
    {.name = "databases",
     .get = [](const ServerConfig&) { return std::string("1"); },
     .in_redis = ConfigParameter::InRedis::is_immutable},
    {.name = "dir",
     .get = [](const ServerConfig& config) { return config.directory; },
     .in_redis = ConfigParameter::InRedis::is_protected},
    {.name = "maxclients",
     .get = [](const ServerConfig& config) { return std::to_string(config.clients_max); },
     .set =
         [](ServerConfig& config, std::string_view value) {
           return set_number(config.clients_max, value, 1,
                             std::numeric_limits<std::uint32_t>::max());
         }},
    {.name = "maxmemory", .get = [](const ServerConfig&) { return std::string("0"); }},
    {.name = "maxmemory-clients",
     .get = [](const ServerConfig& config) { return std::to_string(config.client_bytes_max); },
     .set =
         [](ServerConfig& config, std::string_view value) {
           return set_size(config.client_bytes_max, value, size_min);
         }},
    {.name = "maxmemory-policy",
     .get = [](const ServerConfig&) { return std::string("noeviction"); }},
    {.name = "port", .get = [](const ServerConfig& config) { return std::to_string(config.port); }},
    {.name = "proto-max-bulk-len",
     .get = [](const ServerConfig& config) { return std::to_string(config.argument_bytes_max); }},
    {.name = "requirepass",
     .get = [](const ServerConfig& config) { return config.password; },
     .set =
         [](ServerConfig& config, std::string_view value) {
           config.password = value;
           return std::string();
         }},
    {.name = "save", .get = [](const ServerConfig&) { return std::string(); }},
    {.name = "slowlog-log-slower-than",
     .get = [](const ServerConfig& config) { return std::to_string(config.slow_log_microseconds); },
     .set =
         [](ServerConfig& config, std::string_view value) {
           return set_number(config.slow_log_microseconds, value, -1);
         }},
    {.name = "slowlog-max-len",
     .get = [](const ServerConfig& config) { return std::to_string(config.slow_log_length); },
     .set = [](ServerConfig& config,
               std::string_view value) { return set_number(config.slow_log_length, value, 0); }},
    {.name = "timeout",
     .get = [](const ServerConfig& config) { return std::to_string(config.idle_time_max.count()); },
     .set =
         [](ServerConfig& config, std::string_view value) {
           return set_number(config.idle_time_max, value, 0,
                             std::numeric_limits<std::int32_t>::max());
         }},
};

}  // namespace

std::span<const ConfigParameter> config_parameters() { return parameters; }

const ConfigParameter* find_config_parameter(std::string_view name) {
  const auto* found = std::ranges::find_if(parameters, [&](const ConfigParameter& parameter) {
    return equals_ignoring_case(name, parameter.name);
  });
  return found == std::end(parameters) ? nullptr : found;
}

}  // namespace powercut
