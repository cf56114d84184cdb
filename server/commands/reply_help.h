// reply_help: answers the HELP of a command with subcommands.
#pragma once

#include <initializer_list>
#include <string_view>

#include "server/commands/command_call.h"

namespace powercut {

// `lines` go between the usual first and last lines: the shape of a subcommand, then what it does,
// indented.
void reply_help(CommandCall& call, std::initializer_list<std::string_view> lines);

}  // namespace powercut
