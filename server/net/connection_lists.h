// ConnectionLists: the connections that are to be served, by what they wait for.
//
//   touched    for the end of the turn, when answers are sent
//   held       for a batch, which their answers need
//   waiting    for quiet, or for room among the pending batches
//   resuming   for the next turn, with requests left
//
// A connection stands in each list once at most.
//
// Quiet is when no change is on its way to the store. While somebody wants it, nobody's requests
// are carried out; then those who waited go on, the one who wanted it first. If quiet is wanted
// again meanwhile, that is for the next time: so each of those who waited comes first.
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

  // Returns false if it is there already.
  bool resume(Connection& connection);

  // It is in no list any more but the touched.
  void forget(Connection& connection);

  bool any_touched() const { return !touched_.empty(); }
  std::size_t touched() const { return touched_.size(); }
  std::size_t held() const { return held_.size(); }
  bool any_waiting() const { return !waiting_.empty(); }
  bool wants_quiet() const { return wants_quiet_; }

  void flush_touched();

  // Tells those who are held what became of batches, and touches them. Who waits for no other batch
  // leaves the list. Returns how many there were.
  template <typename Tell>
  std::size_t tell_held(const Tell& tell);

  // Lets those who wait, or who resume, carry out requests; after_each(connection) follows.
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
