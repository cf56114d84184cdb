// The loop: which thread has it, and what it does with what has arrived.
#include <asio/post.hpp>

#include <sys/prctl.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "server/net/server.h"

namespace powercut {

namespace {

constexpr unsigned long timer_slack_nanoseconds = 1000;

// A thread that has just been woken is likely to share the clients' processor for a while: it gets
// the loop with fewer answers to send than that, else only the commit.
constexpr std::size_t many_answers = 64;

}  // namespace

void Server::run() {
  await_signals();
  accept();
  tick();
  poller_.start([this] { turn(); });
  std::optional<std::thread> other;
  if (store_.takes_threads()) other.emplace([this] { serve(); });
  serve();
  if (other) other->join();
  // The store may be closed now.
  if (compaction_) compaction_->join();
  compaction_.reset();
}

// On each of the two threads.
void Server::serve() {
  // For this thread: the system may else double a rest.
  ::prctl(PR_SET_TIMERSLACK, timer_slack_nanoseconds);
  while (true) {
    switch (threads_.await_duty()) {
      case TwoThreads::Duty::loop:
        run_loop();
        break;
      case TwoThreads::Duty::work:
        commit_aside();
        break;
      case TwoThreads::Duty::none:
        return;
    }
  }
}

// Until there is something to commit, or nothing more to do.
void Server::run_loop() {
  while (!loop_.stopped()) {
    go_on();
    if (is_turn_open_) {
      threads_.leave();
      return commit_aside();
    }
  }
  threads_.end();
}

void Server::go_on() {
  if (std::exchange(is_turn_open_, false)) return end_turn();
  if (may_rest()) {
    pacer_.rest();
    bool found = false;
    while (!is_turn_open_ && loop_.poll_one() > 0) found = true;
    if (found) return;
  }
  loop_.run_one();
}

void Server::turn() {
  turn_time_ = clock_.now();
  const std::uint64_t requests_before = processor_.commands_processed();
  Connections resuming;
  resuming.swap(resuming_);
  for (Connection* connection : resuming) {
    connection->is_resuming = false;
    connection->process();
    check_memory(*connection);
  }
  for (const Poller::Ready& ready : poller_.ready()) {
    Connection& connection = *ready.connection;
    if (connection.is_closed()) continue;
    if (ready.broken) {
      connection.close("it is gone");
      continue;
    }
    if (ready.writable) connection.on_writable();
    if (ready.readable) {
      pacer_.count(connection.pacer_mark, turn_time_);
      connection.on_readable(shared_);
    }
    check_memory(connection);
  }
  const std::uint64_t requests = processor_.commands_processed();
  pacer_.note_turn(requests - std::min(requests_before, requests));
  end_turn();
}

// Under always the syncs set the pace: a rest would only make the next one later.
bool Server::may_rest() const {
  const bool syncs = is_committing_ && config_.policy == SyncPolicy::always;
  return !syncs && !turn_is_posted_ && !is_stopping_ && gathering_since_ == Duration{0} &&
         pacer_.wants_rest(clock_.now());
}

// The last step can make more to do: waiting clients may go on, and that touches them. A commit
// that takes long begins at once, and the other thread ends the turn; but where much is left of
// that, the loop stays where it is, and the other one commits.
void Server::end_turn() {
  do {
    if (commit()) {
      is_turn_open_ = touched_.size() < many_answers;
      if (is_turn_open_) return;
      threads_.call_other();
    }
    flush_touched();
  } while (!touched_.empty());
  limit_memory();
  gone_.clear();
  end_if_done();
}

void Server::touch(Connection& connection) {
  if (connection.is_touched) return;
  connection.is_touched = true;
  touched_.push_back(&connection);
}

void Server::flush_touched() {
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

void Server::note_held(Connection& connection) {
  if (connection.is_held) return;
  connection.is_held = true;
  held_.push_back(&connection);
}

void Server::resume(Connection& connection) {
  if (connection.is_resuming) return;
  connection.is_resuming = true;
  resuming_.push_back(&connection);
  if (turn_is_posted_) return;
  turn_is_posted_ = true;
  asio::post(loop_, [this] {
    turn_is_posted_ = false;
    turn();
  });
}

}  // namespace powercut
