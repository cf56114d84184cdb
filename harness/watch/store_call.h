// StoreCall: a call of the store under test, watched as long as it runs.
//
//   { StoreCall call; store->compact(); }
//
// A timer of the thread looks at it now and then. A call that has taken more CPU time than
// store_call_limit() will never return: the program ends with exit_store_died, and one line names
// the finding (death_notice.h). The time is that of the thread, so a busy machine makes it no
// longer. A call that sleeps takes none, and is not told.
//
// A store that throws ends the program likewise, where its deaths are told. In a user's test the
// exception goes on.
//
// The timer is made with the first call of a thread, and fires only while the thread computes.
// Where its signal has another handler, nothing is watched. Threads: each has its own.
#pragma once

#include <csignal>
#include <cstdint>
#include <exception>

#include "harness/watch/death_notice.h"
#include "powercut/io/clock.h"

namespace powercut {

// No call of a right store takes a hundredth of it.
inline constexpr Duration store_call_cpu_max = std::chrono::seconds(20);

// For tests: those threads that have not called a store yet go by it.
void limit_store_calls(Duration cpu_max);

class StoreCall {
 public:
  StoreCall() : exceptions_(std::uncaught_exceptions()) {
    if (depth == 0) begin();
    depth = depth + 1;
  }
  ~StoreCall() {
    if (std::uncaught_exceptions() > exceptions_ && !lets_pass) tell_exception();
    depth = depth - 1;
    if (depth == 0) lets_pass = false;
  }
  StoreCall(const StoreCall&) = delete;
  StoreCall& operator=(const StoreCall&) = delete;

  // The next exception that leaves a call of this thread is the tester's.
  static void let_own_exception_pass() { lets_pass = depth > 0; }

 private:
  static void begin();
  static void watch_this_thread();
  static void look(int signal);

  // A handler of signals reads them, on the same thread.
  static constinit thread_local volatile std::sig_atomic_t depth;
  static constinit thread_local volatile std::uint64_t begun;
  static constinit thread_local bool lets_pass;

  int exceptions_;  // that were under way when the call began
};

}  // namespace powercut
