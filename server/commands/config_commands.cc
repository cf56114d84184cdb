// CONFIG: what the server was told, and what may be told it now.
#include <fmt/format.h>

#include <set>

#include "server/commands/command_processor.h"
#include "server/commands/config_parameters.h"
#include "server/commands/handlers.h"
#include "server/commands/reply_help.h"
#include "server/protocol/glob.h"
#include "server/protocol/text_case.h"

namespace powercut::commands {

namespace {

// Each once, whatever number of patterns it fits.
bool is_asked_for(CommandCall& call, const ConfigParameter& parameter) {
  for (const std::string_view pattern : call.arguments.subspan(2)) {
    if (matches_glob(lower_case(pattern), parameter.name)) return true;
  }
  return false;
}

void refuse(CommandCall& call, std::string_view name, std::string_view why) {
  call.reply.error(fmt::format(
      "ERR CONFIG SET failed (possibly related to argument '{}') - {}", name, why));
}

}  // namespace

void config_get(CommandCall& call) {
  std::size_t count = 0;
  for (const ConfigParameter& parameter : config_parameters()) {
    if (is_asked_for(call, parameter)) ++count;
  }
  call.reply.map(count);
  for (const ConfigParameter& parameter : config_parameters()) {
    if (!is_asked_for(call, parameter)) continue;
    call.reply.bulk(parameter.name);
    call.reply.bulk(parameter.get(call.processor.config()));
  }
}

// All, or none.
void config_set(CommandCall& call) {
  if (call.count() % 2 != 0) {
    return call.reply.error("ERR wrong number of arguments for 'config|set' command");
  }
  ServerConfig changed = call.processor.config();
  std::set<std::string_view> seen;
  for (std::size_t index = 2; index < call.count(); index += 2) {
    const std::string_view name = call.argument(index);
    const ConfigParameter* parameter = find_config_parameter(name);
    if (parameter == nullptr) {
      return call.reply.error(fmt::format(
          "ERR Unknown option or number of arguments for CONFIG SET - '{}'", name));
    }
    if (!seen.insert(parameter->name).second) return refuse(call, name, "duplicate parameter");
    if (parameter->set == nullptr) return refuse(call, name, "can't set immutable config");
    const std::string wrong = parameter->set(changed, call.argument(index + 1));
    if (!wrong.empty()) return refuse(call, name, wrong);
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
                    "SET <parameter> <value>", "    Change a parameter.",
                    "RESETSTAT", "    Let the counts of INFO begin anew.",
                    "REWRITE", "    An error: there is no configuration file."});
}

}  // namespace powercut::commands
