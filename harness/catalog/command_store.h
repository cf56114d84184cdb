// CommandStore: puts the server's command layer, without its sockets, in front of a CaskStore. So a
// sweep of it tests the code that serves Redis's clients.
//
//   change -> requests (command_choice.h) -> RequestParser -> CommandProcessor -> Keyspace -> store
//
// The requests of a change form one turn. The sessions carry out all of them, and then commit the
// changes, as the server does. The change returns ok only if the commit has succeeded and each
// answer is, to the byte, that of Redis. It is atomic, as Store demands: a turn is one batch.
//
// Errors: those of the store; and io_failed without an errno if an answer is wrong. Then nothing of
// the turn is committed. Crash semantics: those of the CaskStore. Threads: one caller.
#pragma once

#include <memory>

#include "engine/cask/cask_store.h"
#include "powercut/engine/store.h"
#include "powercut/io/environment.h"

namespace powercut {

// The store depends on nothing but the Environment. The commands for a change depend on the turns
// since the open.
Result<std::unique_ptr<Store>> open_command_store(Environment& environment,
                                                  const CaskOptions& options);

}  // namespace powercut
