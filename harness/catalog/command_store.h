// CommandStore: a CaskStore behind the server's command layer, without its sockets: what a sweep
// does to it goes through the code that serves Redis's clients.
//
//   change -> requests (command_choice.h) -> RequestParser -> CommandProcessor -> Keyspace -> store
//
// The bytes of a change's requests are one turn: all are carried out, by one session or by two, and
// then what they have changed is committed, as the server does it. Only when that has succeeded and
// each answer is to the byte what Redis would say does the change return ok. It is atomic, as Store
// demands: a turn is one batch.
//
// Errors: the store's own. io_failed, without an errno: an answer is not what it must be. Then
// nothing of the turn is committed. Crash semantics: those of the CaskStore. Threads: one caller.
#pragma once

#include <memory>

#include "engine/cask/cask_store.h"
#include "powercut/engine/store.h"
#include "powercut/io/environment.h"

namespace powercut {

// Depends on nothing but the Environment: which command a change becomes is counted from the open.
Result<std::unique_ptr<Store>> open_command_store(Environment& environment,
                                                  const CaskOptions& options);

}  // namespace powercut
