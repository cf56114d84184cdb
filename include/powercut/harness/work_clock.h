// WorkClock: how much CPU time some pieces of work have taken so far, on whatever threads.
//
//   { WorkClock::Piece counted(clock); ... the work ... }
//   clock->used()                                           from any thread, at any time
//
// Only the time in which a thread runs counts, so a busy machine makes it no longer. Other threads
// of the process do not count. Threads: any.
#pragma once

#include <ctime>
#include <mutex>
#include <vector>

#include "powercut/io/clock.h"

namespace powercut {

class WorkClock {
 public:
  // Counts the thread's time from here to the end of the scope. nullptr: nothing is counted.
  class Piece {
   public:
    explicit Piece(WorkClock* clock);
    ~Piece();
    Piece(const Piece&) = delete;
    Piece& operator=(const Piece&) = delete;

   private:
    WorkClock* clock_;
  };

  Duration used() const;

 private:
  struct Running {
    clockid_t thread;
    Duration begin;
  };

  void begin();
  void end();

  mutable std::mutex mutex_;
  std::vector<Running> running_;  // their threads are alive as long as they are in here
  Duration ended_{0};
};

}  // namespace powercut
