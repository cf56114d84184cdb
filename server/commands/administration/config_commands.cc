// CONFIG: shows the server's parameters, and sets those that may be set now.
#include <fmt/format.h>

#include <algorithm>

#include "server/commands/administration/config_parameters.h"
#include "server/commands/command_processor.h"
#include "server/commands/handlers.h"
#include "server/commands/reply_help.h"
#include "server/commands/until_zero.h"
#include "server/protocol/glob.h"
#include "server/protocol/text_case.h"

namespace powercut::commands {

namespace {

constexpr std::string_view immutable = "can't set immutable config";

// Under which name the parameter is answered: as it was asked for, or, if a pattern fits it, by its
// own. Once, however often that was.
std::optional<std::string_view> asked_name(CommandCall& call, const ConfigParameter& parameter) {
  for (const std::string_view pattern : call.arguments.subspan(2)) {
    if (equals_ignoring_case(pattern, parameter.name)) return pattern;
    if (matches_glob(lower_case(pattern), parameter.name)) return parameter.name;
  }
  return std::nullopt;
}

void refuse(CommandCall& call, std::string_view name, std::string_view why) {
  call.reply.error(fmt::format("ERR CONFIG SET failed (possibly related to argument '{}') - {}",
                               until_zero(name), why));
}

// Returns what is wrong with the value; empty: it is set.
std::string set_parameter(const ConfigParameter& parameter, ServerConfig& config,
                          std::string_view value) {
  if (parameter.set != nullptr) return parameter.set(config, value);
  return parameter.get(config) == value ? std::string() : std::string(immutable);
}

// The parameters to be set, all before the first value is looked at. False: it has answered.
bool parse_names(CommandCall& call, std::vector<const ConfigParameter*>& wanted) {
  for (std::size_t index = 2; index < call.count(); index += 2) {
    const std::string_view name = call.argument(index);
    const ConfigParameter* parameter = find_config_parameter(name);
    if (parameter == nullptr) {
      call.reply.error(fmt::format(
          "ERR Unknown option or number of arguments for CONFIG SET - '{}'", until_zero(name)));
      return false;
    }
    using enum ConfigParameter::InRedis;
    if (parameter->in_redis != can_be_set) {
      refuse(call, name,
             parameter->in_redis == is_protected ? "can't set protected config" : immutable);
      return false;
    }
    if (std::ranges::find(wanted, parameter) != wanted.end()) {
      refuse(call, name, "duplicate parameter");
      return false;
    }
    wanted.push_back(parameter);
  }
  return true;
}

}  // namespace

void config_get(CommandCall& call) {
  std::size_t count = 0;
  for (const ConfigParameter& parameter : config_parameters()) {
    if (asked_name(call, parameter)) ++count;
  }
  call.reply.map(count);
  for (const ConfigParameter& parameter : config_parameters()) {
    const std::optional<std::string_view> name = asked_name(call, parameter);
    if (!name) continue;
    call.reply.bulk(*name);
    call.reply.bulk(parameter.get(call.processor.config()));
  }
}

// All, or none.
void config_set(CommandCall& call) {
  if (call.count() % 2 != 0) return call.reply.error("ERR syntax error");
  std::vector<const ConfigParameter*> wanted;
  if (!parse_names(call, wanted)) return;
  ServerConfig changed = call.processor.config();
  for (std::size_t index = 0; index < wanted.size(); ++index) {
    const std::size_t at = 2 * index + 2;
    const std::string wrong = set_parameter(*wanted[index], changed, call.argument(at + 1));
    if (!wrong.empty()) return refuse(call, call.argument(at), wrong);
  }
  if (changed.password.empty() && !call.processor.config().is_loopback) {
    return refuse(call, "requirepass", "only a server on the loopback goes without a password");
  }
  call.processor.config() = changed;
  call.reply.ok();
}

void config_resetstat(CommandCall& call) {
  call.processor.reset_stats();
  call.reply.ok();
}

void config_rewrite(CommandCall& call) {
  call.reply.error("ERR The server is running without a config file");
}

void config_help(CommandCall& call) {
  reply_help(call, {"GET <pattern>", "    Parameters whose names match the glob pattern.",
                    "SET <parameter> <value>", "    Change a parameter.", "RESETSTAT",
                    "    Let the counts of INFO begin anew.", "REWRITE",
                    "    An error: there is no configuration file."});
}

}  // namespace powercut::commands
