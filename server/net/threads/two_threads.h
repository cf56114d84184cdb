// TwoThreads: which of two threads has the loop, and what the other one is to do.
//
//   idle --- the loop is free ----> has the loop --- leave() ---------------> idle
//    |                                   |
//    '------ call_other() <--------------'    the other one works, and is idle again
//
// Threads: await_duty() from both; the rest from who has the loop.
#pragma once

#include "powercut/io/mutex.h"

namespace powercut {

class TwoThreads {
 public:
  enum class Duty : std::uint8_t { loop, work, none };

  // Waits until the caller has the loop, or work, or all is over.
  Duty await_duty();

  // The caller goes, and the other one has the loop.
  void leave();

  // The other one, who is idle, is to work.
  void call_other();

  // Afterwards there is nothing to do for either.
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
