// TwoThreads: decides which of two threads has the loop, and what the other one does.
//
//   idle --- the loop is free ----> has the loop --- leave() ---------------> idle
//    |                                   |
//    '------ call_other() <--------------'    the other one works, and is idle again
//
// Threads: both call await_duty(); the one that has the loop calls all others.
#pragma once

#include "powercut/io/mutex.h"

namespace powercut {

class TwoThreads {
 public:
  enum class Duty : std::uint8_t { loop, work, none };

  // Waits until the caller has the loop, or work, or all is over.
  Duty await_duty();

  // Gives up the loop. The other thread gets it, unless this one is the first to ask for it again.
  void leave();

  // Gives the other thread work. It must be idle.
  void call_other();

  // Ends both: afterwards there is nothing to do for either.
  void end();

 private:
  void change(bool& what, bool value);

  Mutex mutex_;
  ConditionVariable changed_;
  bool is_free_ = true;
  bool has_work_ = false;
  bool is_over_ = false;
};

}  // namespace powercut
