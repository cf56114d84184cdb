// check_database: checks the argument of a command that names a database. There is one database, 0.
#pragma once

#include <string_view>

#include "server/commands/command_call.h"

namespace powercut {

// False: the index is wrong, and the error has been answered.
bool check_database(CommandCall& call, std::string_view index);

}  // namespace powercut
