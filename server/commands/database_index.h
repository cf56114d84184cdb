// check_database: the argument of a command that names a database; there is one, 0.
#pragma once

#include <string_view>

#include "server/commands/command_call.h"

namespace powercut {

// False: it has answered what is wrong with it.
bool check_database(CommandCall& call, std::string_view index);

}  // namespace powercut
