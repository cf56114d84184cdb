// The one line on standard error that says that a store under test has ended the process, or would
// never have let it go on; with the id that shows it again.
//
// Threads: each that has the store under way; the first one tells and ends the program.
#pragma once

#include <csignal>
#include <string_view>

namespace powercut {

inline constexpr int exit_store_died = 3;

// Before any handler of signals is set up: where there is a progress bar, the line goes below it.
// program: Registry::program, for the command that shows the finding again. Where nobody has said
// so, a test is running, and the command has check_store() show it (check_store.h).
void prepare_death_notice(std::string_view program);

// For an exception that leaves a store: as tell_death(), if a death notice was prepared.
void tell_exception();

// Writes the line, and ends the program with exit_store_died. It takes no memory: for handlers of
// signals, on the thread that has the store under way. Returns if this thread has no store under
// way, and `always_ends` is false.
void tell_death(std::string_view what, bool always_ends);

}  // namespace powercut
