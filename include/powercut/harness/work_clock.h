// WorkClock: counts the CPU time that some pieces of work have taken so far, on any threads.
//
//   { WorkClock::Piece counted(clock); ... the work ... }
//   clock->used()                                           from any thread, at any time
//
// It counts only the time in which a thread runs, so other load of the machine does not change it.
// It does not count other threads of the process. Threads: any.
#pragma once

#include <ctime>
#include <mutex>
#include <vector>

#include "powercut/io/clock.h"

namespace powercut {

class WorkClock {
 public:
  // Counts the thread's CPU time from the constructor to the destructor. nullptr: nothing is
  // counted.
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
  std::vector<Running> running_;  // an entry's thread is alive
  Duration ended_{0};
};

}  // namespace powercut
