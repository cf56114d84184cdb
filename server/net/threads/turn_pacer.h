// TurnPacer: lets the loop rest between turns while many clients send one request at a time.
//
// A turn for each single request costs all of them more: every send wakes the server, and both
// sides work on the same sockets at the same time. A network card whose interrupts come too fast
// has the same trouble and the same cure (interrupt moderation). While many clients are active and
// turns find few requests, the loop waits for more only after a rest, and then finds several. That
// spares the clients, which limit such a load. A few clients meet no rest, and many that ask seldom
// meet none either.
//
// Threads: any may call wake(); the one that has the loop calls all others.
#pragma once

#include <cstdint>

#include "powercut/io/clock.h"
#include "powercut/io/mutex.h"

namespace powercut {

class TurnPacer {
 public:
  explicit TurnPacer(Duration rest_time) : rest_time_(rest_time) {}

  // One for each client: the span of time in which it was last counted.
  struct Mark {
    Duration span_begin{-1};
  };

  // Notes that this client has sent something in the turn of that time.
  void count(Mark& client, Duration turn_time);

  // Notes the end of a turn that carried out so many requests. A turn with none does not count.
  void note_turn(std::uint64_t requests);

  // True if many clients have sent much lately, and the last turn found little of it.
  bool wants_rest(Duration now) const;

  // rest() returns after the rest time, or as soon as somebody calls wake() or has called it since
  // the last rest.
  void rest();
  void wake();

 private:
  struct Counts {
    std::uint64_t clients = 0;
    std::uint64_t requests = 0;
    bool are_many() const;
  };

  Duration rest_time_;
  Duration span_begin_{0};
  Counts span_;    // since then
  Counts before_;  // in the span just before
  std::uint64_t last_requests_ = 0;

  Mutex mutex_;
  ConditionVariable changed_;
  bool is_woken_ = false;
};

}  // namespace powercut
