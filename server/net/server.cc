#include "server/net/server.h"

#include <spdlog/spdlog.h>
#include <asio/post.hpp>

#include <sys/prctl.h>

#include <csignal>

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

namespace powercut {

namespace {

constexpr Duration tick_time = std::chrono::seconds(1);

// For answers to be read, when the server stops.
constexpr Duration stop_time_max = std::chrono::seconds(2);

constexpr unsigned long timer_slack_nanoseconds = 1000;

// A thread that has just been woken is likely to share the clients' processor for a while: it gets
// the loop with fewer answers to send than that, else only the commit.
constexpr std::size_t many_answers = 64;

}  // namespace

Server::Server(ServedStore& store, const ServerConfig& config, LineDialect lines)
    : store_(store),
      config_(config),
      lines_(lines),
      host_(
          store, clock_, loop_, clients_, traffic_, [this] { stop(); },
          [this] { processor_.note_saved(); }),
      processor_(store.store(), host_, config_, random_seed()),
      committer_(store, config_, clock_, loop_, processor_, clients_, lists_,
                 {.wake = [this] { pacer_.wake(); },
                  .turn = [this] { turn(); },
                  .end_turn = [this] { end_turn(); }}) {}

std::string Server::listen() {
  std::string problem = clients_.listen(config_.bind, config_.port);
  if (problem.empty()) config_.port = clients_.port();
  return problem;
}

// ---- for connections

bool Server::make_room(Connection& connection) {
  if (!store_.takes_threads()) {
    committer_.commit_here();
    return true;
  }
  wait(connection);
  return false;
}

bool Server::make_quiet(Connection& connection) {
  if (!store_.takes_threads()) {
    committer_.commit_here();
    return true;
  }
  lists_.want_quiet();
  wait(connection);
  return false;
}

void Server::resume(Connection& connection) {
  if (!lists_.resume(connection) || turn_is_posted_) return;
  turn_is_posted_ = true;
  asio::post(loop_, [this] {
    turn_is_posted_ = false;
    turn();
  });
}

// ---- turns

void Server::run() {
  await_signals();
  clients_.accept();
  tick();
  poller_.start([this] { turn(); });
  std::optional<std::thread> other;
  if (store_.takes_threads()) other.emplace([this] { serve(); });
  serve();
  if (other) other->join();
  // The store may be closed now.
  host_.await_compaction();
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
        committer_.commit_aside();
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
      return committer_.commit_aside();
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
  lists_.let_resuming_go_on([&](Connection& connection) { clients_.check_memory(connection); });
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
    clients_.check_memory(connection);
  }
  const std::uint64_t requests = processor_.commands_processed();
  pacer_.note_turn(requests - std::min(requests_before, requests));
  end_turn();
}

// Under always the syncs set the pace: a rest would only make the next one later.
bool Server::may_rest() const {
  const bool syncs = committer_.is_committing() && config_.policy == SyncPolicy::always;
  return !syncs && !turn_is_posted_ && !is_stopping_ && !committer_.is_gathering() &&
         pacer_.wants_rest(clock_.now());
}

// The last step can make more to do: waiting clients may go on, and that touches them. A commit
// that takes long begins at once, and the other thread ends the turn; but where much is left of
// that, the loop stays where it is, and the other one commits.
void Server::end_turn() {
  do {
    if (committer_.commit()) {
      is_turn_open_ = lists_.touched() < many_answers;
      if (is_turn_open_) return;
      threads_.call_other();
    }
    lists_.flush_touched();
  } while (lists_.any_touched());
  clients_.limit_memory();
  clients_.drop_gone();
  end_if_done();
}

// ---- the clock and the end

void Server::tick() {
  ticker_.expires_after(tick_time);
  ticker_.async_wait([this](const asio::error_code& error) {
    if (error) return;
    processor_.note_second();
    const Duration time = clock_.now();
    clients_.check_time(time);
    if (is_stopping_ && time > stop_deadline_) clients_.close_all("the server stops");
    if (!is_done()) tick();
    end_turn();
  });
}

void Server::await_signals() {
  signals_.add(SIGTERM);
  signals_.add(SIGINT);
  signals_.async_wait([this](const asio::error_code& error, int signal) {
    if (error) return;
    spdlog::info("signal {}: stopping", signal);
    stop();
  });
}

// Requests that have been carried out are committed and answered; nothing more is read.
void Server::stop() {
  if (is_stopping_) return;
  is_stopping_ = true;
  stop_deadline_ = clock_.now() + stop_time_max;
  store_.stop_compacting();
  asio::error_code ignored;
  signals_.cancel(ignored);
  committer_.stop();
  clients_.stop();
  end_turn();
}

bool Server::is_done() { return is_stopping_ && clients_.empty() && committer_.is_done(); }

void Server::end_if_done() {
  if (!is_done()) return;
  ticker_.cancel();
  poller_.stop();
}

}  // namespace powercut
