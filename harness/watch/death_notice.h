// death_notice: writes one line to standard error when a store under test ends the process, or
// never returns from a call. The line has the id that shows this again.
//
// Threads: any that has a store under way. The first one writes the line and ends the program.
#pragma once

#include <csignal>
#include <string_view>

namespace powercut {

inline constexpr int exit_store_died = 3;

// Must be called before any signal handler is set up. On a terminal the line then goes below the
// progress bar. program: Registry::program, for the command that shows the finding again. A test
// does not call this function; then the command lets check_store() show it (check_store.h).
void prepare_death_notice(std::string_view program);

// Does what tell_death() does, for an exception that leaves a store, if the notice was prepared.
void tell_exception();

// Writes the line, and ends the program with exit_store_died. It allocates no memory, so that a
// signal handler may call it, on the thread that has the store under way. It returns if this thread
// has no store under way and `always_ends` is false.
void tell_death(std::string_view what, bool always_ends);

}  // namespace powercut
