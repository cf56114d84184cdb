// ConnectionLists: lists the connections that are to be served, by what they wait for.
//
//   touched    for the end of the turn, when answers are sent
//   held       for a batch, which their answers need
//   waiting    for quiet, or for room among the pending batches
//   resuming   for the next turn, with requests left
//
// A connection is in each list at most once.
//
// Quiet means that no change is on its way to the store. While a connection wants quiet, no
// requests are carried out. Then the connections that waited go on, first the one that wanted
// quiet. If one of the others wants quiet meanwhile, that counts for the next time. So each of them
// comes first at some time.
//
// Threads: the one that has the loop.
#pragma once

#include <vector>

#include "server/net/connection.h"

namespace powercut {

class ConnectionLists {
 public:
  using Connections = std::vector<Connection*>;

  void touch(Connection& connection);
  void note_held(Connection& connection);
  void wait(Connection& connection);
  void want_quiet();

  // False: it is in that list already.
  bool resume(Connection& connection);

  // Takes the connection out of all lists but the touched.
  void forget(Connection& connection);

  bool any_touched() const { return !touched_.empty(); }
  std::size_t touched() const { return touched_.size(); }
  std::size_t held() const { return held_.size(); }
  bool any_waiting() const { return !waiting_.empty(); }
  bool wants_quiet() const { return wants_quiet_; }

  void flush_touched();

  // Calls tell(connection) for each held connection, and touches it. A connection that waits for no
  // other batch leaves the list. Returns how many were told.
  template <typename Tell>
  std::size_t tell_held(const Tell& tell);

  // Lets the waiting or the resuming connections carry out requests. Calls after_each(connection)
  // after each.
  template <typename After>
  void let_waiting_go_on(const After& after_each);
  template <typename After>
  void let_resuming_go_on(const After& after_each);

 private:
  void begin_letting_go_on(Connections& waiting);
  void end_letting_go_on(const Connections& waited);

  Connections touched_;
  Connections held_;
  Connections waiting_;
  Connections resuming_;
  bool wants_quiet_ = false;
  bool is_letting_go_on_ = false;
  bool wants_quiet_again_ = false;
};

template <typename Tell>
std::size_t ConnectionLists::tell_held(const Tell& tell) {
  for (Connection* connection : held_) {
    tell(*connection);
    touch(*connection);
  }
  const std::size_t clients = held_.size();
  std::erase_if(held_, [](Connection* connection) {
    connection->is_held = connection->is_holding();
    return !connection->is_held;
  });
  return clients;
}

template <typename After>
void ConnectionLists::let_waiting_go_on(const After& after_each) {
  Connections waiting;
  begin_letting_go_on(waiting);
  for (Connection* connection : waiting) {
    connection->is_waiting = false;
    connection->process();
    after_each(*connection);
  }
  end_letting_go_on(waiting);
}

template <typename After>
void ConnectionLists::let_resuming_go_on(const After& after_each) {
  Connections resuming;
  resuming.swap(resuming_);
  for (Connection* connection : resuming) {
    connection->is_resuming = false;
    connection->process();
    after_each(*connection);
  }
}

}  // namespace powercut
