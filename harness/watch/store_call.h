// StoreCall: watches a call of the store under test as long as it runs.
//
//   { StoreCall call; store->compact(); }
//
// Two timers of the thread look at the call now and then. A call that takes more CPU time than
// store_call_cpu_max counts as one that never returns: the program ends with exit_store_died, and
// one line names the finding (death_notice.h). It is the CPU time of the thread, so a busy machine
// does not make it longer.
//
// A call that sleeps takes no CPU time. The program ends in the same way once a call has slept for
// store_call_sleep_max: every look in that time has found the same call, and next to no CPU time
// used since the look before. The thread itself makes the looks, in a signal handler. So it makes
// none while it waits for a CPU or while the process is stopped, and looks that fall due meanwhile
// count as one. A thread that only waited for a CPU goes on after the look, and the next look sees
// that. So the speed of the machine matters only to a call that waits so long for another thread.
//
// If a store throws and the death notice was prepared, the program ends in the same way. In a
// user's test it was not prepared, and the exception goes on.
//
// A thread gets its timers with its first call. The timer of CPU time fires only while the thread
// computes. The other timer stops when no call has come since its last look, and the next call sets
// it again. If the signal of the timers has another handler, nothing is watched. Threads: each has
// its own timers.
#pragma once

#include <csignal>
#include <cstdint>
#include <exception>

#include "harness/watch/death_notice.h"
#include "powercut/io/clock.h"

namespace powercut {

// No call of a right store takes a hundredth of it.
inline constexpr Duration store_call_cpu_max = std::chrono::seconds(20);

// No call of a right store sleeps.
inline constexpr Duration store_call_sleep_max = std::chrono::seconds(120);

// Set other limits, for tests. They hold for threads that have not called a store yet.
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

  // Lets the next exception out of this thread's call pass: the harness threw it, not the store.
  static void let_own_exception_pass() { lets_pass = depth > 0; }

 private:
  static void begin();
  static void watch_this_thread();
  static void look(int signal, siginfo_t* info, void* context);
  static void look_for_work();
  static void look_for_sleep();

  // A signal handler on the same thread reads depth and begun.
  static constinit thread_local volatile std::sig_atomic_t depth;
  static constinit thread_local volatile std::uint64_t begun;
  static constinit thread_local bool lets_pass;

  int exceptions_;  // how many were under way when the call began
};

}  // namespace powercut
