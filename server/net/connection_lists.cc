#include "server/net/connection_lists.h"

#include <algorithm>
#include <utility>

namespace powercut {

void ConnectionLists::touch(Connection& connection) {
  if (connection.is_touched) return;
  connection.is_touched = true;
  touched_.push_back(&connection);
}

void ConnectionLists::note_held(Connection& connection) {
  if (connection.is_held) return;
  connection.is_held = true;
  held_.push_back(&connection);
}

void ConnectionLists::wait(Connection& connection) {
  if (connection.is_waiting) return;
  connection.is_waiting = true;
  waiting_.push_back(&connection);
}

void ConnectionLists::want_quiet() {
  (is_letting_go_on_ ? wants_quiet_again_ : wants_quiet_) = true;
}

bool ConnectionLists::resume(Connection& connection) {
  if (connection.is_resuming) return false;
  connection.is_resuming = true;
  resuming_.push_back(&connection);
  return true;
}

void ConnectionLists::forget(Connection& connection) {
  std::erase(held_, &connection);
  std::erase(waiting_, &connection);
  std::erase(resuming_, &connection);
}

void ConnectionLists::flush_touched() {
  Connections touched;
  touched.swap(touched_);
  for (Connection* connection : touched) {
    connection->is_touched = false;
    connection->flush();
  }
  if (touched_.empty()) {
    touched.clear();
    touched_.swap(touched);
  }
}

// The client that wants quiet came before those that wait for it to be over.
void ConnectionLists::begin_letting_go_on(Connections& waiting) {
  wants_quiet_ = false;
  waiting.swap(waiting_);
  is_letting_go_on_ = true;
}

// The first has had what it wanted: if it waits again, it is behind the others.
void ConnectionLists::end_letting_go_on(const Connections& waited) {
  is_letting_go_on_ = false;
  if (std::exchange(wants_quiet_again_, false)) wants_quiet_ = true;
  const bool first_waits_again = waiting_.size() > 1 && waiting_.front() == waited.front();
  if (first_waits_again) std::ranges::rotate(waiting_, waiting_.begin() + 1);
}

}  // namespace powercut
