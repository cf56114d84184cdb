// reply_help: what the HELP of a command with subcommands answers.
#pragma once

#include <initializer_list>
#include <string_view>

#include "server/commands/command_call.h"

namespace powercut {

// Lines in between the usual first and last ones: the shape of a subcommand, then what it does,
// indented.
void reply_help(CommandCall& call, std::initializer_list<std::string_view> lines);

}  // namespace powercut
