// tell_fatal_signals(): handles the signals by which a store under test may end the program:
// SIGSEGV, SIGABRT, SIGFPE, SIGBUS and SIGILL. One line on standard error then names the signal and
// the finding, and the exit code is exit_store_died. Nothing else of the run is shown or written.
//
// If no store was under test, the program ends by the signal. A signal that has another handler, as
// under sanitizers, keeps it.
#pragma once

#include "harness/watch/death_notice.h"

namespace powercut {

// Must be called before any thread is started. A full stack is reported only on threads that have a
// SignalStack. program: Registry::program.
void tell_fatal_signals(std::string_view program);

}  // namespace powercut
