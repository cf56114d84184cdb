// StoreCall: a call of the store under test, watched as long as it runs.
//
//   { StoreCall call; store->compact(); }
//
// Timers of the thread look at it now and then. A call that has taken more CPU time than
// store_call_cpu_max will never return: the program ends with exit_store_died, and one line names
// the finding (death_notice.h). The time is that of the thread, so a busy machine makes it no
// longer.
//
// A call that sleeps takes none. It is told likewise once it has slept for store_call_sleep_max:
// then every look in all that time has found the same call, and next to no CPU time taken since the
// look before. The looks are made by the thread itself, so none is made while it waits for a CPU,
// or while the process is stopped, and several that are due by then are one. A thread that only
// waited for a CPU goes on when it has looked, and the next look sees that. So how fast the machine
// is decides nothing, but for a call that waits so long for another thread.
//
// A store that throws ends the program likewise, where its deaths are told. In a user's test the
// exception goes on.
//
// The timers are made with the first call of a thread. That of CPU time fires only while the thread
// computes. The other one stops when it finds that no call has come since it last looked, and is
// set again by the next call. Where their signal has another handler, nothing is watched. Threads:
// each has its own.
#pragma once

#include <csignal>
#include <cstdint>
#include <exception>

#include "harness/watch/death_notice.h"
#include "powercut/io/clock.h"

namespace powercut {

// No call of a right store takes a hundredth of it.
inline constexpr Duration store_call_cpu_max = std::chrono::seconds(20);

// Nor does one sleep.
inline constexpr Duration store_call_sleep_max = std::chrono::seconds(120);

// For tests: those threads that have not called a store yet go by it.
void limit_store_calls(Duration cpu_max);
void limit_sleep_in_store_calls(Duration sleep_max);

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
  static void look(int signal, siginfo_t* info, void* context);
  static void look_for_work();
  static void look_for_sleep();

  // A handler of signals reads them, on the same thread.
  static constinit thread_local volatile std::sig_atomic_t depth;
  static constinit thread_local volatile std::uint64_t begun;
  static constinit thread_local bool lets_pass;

  int exceptions_;  // that were under way when the call began
};

}  // namespace powercut
