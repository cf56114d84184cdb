// TurnPacer: lets the loop rest between turns while many clients send one request at a time.
//
// A turn for each single request costs all of them more: every send wakes the server, and both
// sides work on the same sockets at the same time. A network card whose interrupts come too fast
// has the same trouble and the same cure (interrupt moderation): while many clients are about and
// turns find few requests, the loop waits for more only after a rest, and then finds several. The
// clients, who are what limits such a load, are spared. A few clients meet no rest, nor do many who
// ask seldom.
//
// Threads: wake() from any, all else from the loop's.
#pragma once

#include <cstdint>

#include "powercut/io/clock.h"
#include "powercut/io/mutex.h"

namespace powercut {

class TurnPacer {
 public:
  explicit TurnPacer(Duration rest_time) : rest_time_(rest_time) {}

  // One for each client: the span of time in which it was counted last.
  struct Mark {
    Duration span_begin{-1};
  };

  // In the turn of that time this client has sent something.
  void count(Mark& client, Duration turn_time);

  // A turn has ended in which so many requests were carried out; none: it does not count.
  void note_turn(std::uint64_t requests);

  // Whether many clients have sent much lately, and the last turn found little of it.
  bool wants_rest(Duration now) const;

  // Returns after the rest time, or as soon as somebody calls wake(), or has since the last rest.
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
