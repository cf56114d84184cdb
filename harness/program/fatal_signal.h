// The program's answer when a store under test ends it, by SIGSEGV, SIGABRT, SIGFPE, SIGBUS or
// SIGILL: one line on standard error names the signal and the finding, and the exit code is
// exit_store_died. Nothing else of the run is shown or written.
//
// Where no store was under test, the program ends by the signal. A signal that has another handler,
// as under sanitizers, keeps it.
#pragma once

#include "harness/watch/death_notice.h"

namespace powercut {

// Before any thread is started. A stack that is full is told on threads that have a SignalStack.
// program: Registry::program.
void tell_fatal_signals(std::string_view program);

}  // namespace powercut
