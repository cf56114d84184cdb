// How changes get from the keyspace to the store, and who is told.
#include <spdlog/spdlog.h>
#include <asio/post.hpp>

#include <algorithm>
#include <utility>

#include "server/net/server.h"

namespace powercut {

namespace {

// A batch waits for more clients as long as some come in so much time, and no longer than that.
constexpr Duration gathering_pause = std::chrono::microseconds(150);
constexpr Duration gathering_time_max = std::chrono::milliseconds(2);

}  // namespace

// True: there is one that takes long, for commit_aside().
bool Server::commit() {
  if (!store_.takes_threads()) {
    commit_here();
    return false;
  }
  while (!is_committing_) {
    // A client that only waits for room need not wait until all who came later are committed.
    const bool has_room = !wants_quiet_ && keys().has_room();
    if (!keys().has_pending() || (has_room && !waiting_.empty())) let_waiting_go_on();
    if (!keys().has_pending() || lets_others_come()) return false;
    const PendingBatch& batch = *keys().take_batch();
    gathering_since_ = Duration{0};
    if (!keys().store().applies_quickly(batch.bytes())) {
      is_committing_ = true;
      batch_aside_ = &batch;
      return true;
    }
    decide(batch.commit_to(keys().store()));
  }
  return false;
}

void Server::commit_here() {
  while (const PendingBatch* batch = keys().take_batch()) decide(batch->commit_to(keys().store()));
}

// Without the loop.
void Server::commit_aside() {
  const Result<void> committed = batch_aside_->commit_to(store_.store());
  asio::post(loop_, [this, committed] { on_committed(committed); });
  pacer_.wake();
}

// Most clients that the last batch released come again at once: one sync for twenty-five costs what
// one for five does. So a batch waits for half of the clients that write, as long as more of them
// come; the other half has its part in the batch before, and is answered meanwhile.
bool Server::lets_others_come() {
  if (config_.policy != SyncPolicy::always) return false;
  if (held_.size() >= wanted_ || !waiting_.empty() || is_stopping_) return false;
  if (gathering_since_ == Duration{0}) {
    gathering_since_ = clock_.now();
    await_others();
  }
  return true;
}

void Server::await_others() {
  gathered_ = held_.size();
  gathering_.expires_after(gathering_pause);
  gathering_.async_wait([this](const asio::error_code& error) {
    if (error || gathering_since_ == Duration{0} || is_committing_) return;
    const bool more_came = held_.size() > gathered_;
    if (more_came && clock_.now() - gathering_since_ < gathering_time_max) return await_others();
    wanted_ = 0;
    end_turn();
  });
}

void Server::on_committed(Result<void> committed) {
  is_committing_ = false;
  decide(committed);
  // With what has arrived meanwhile: it can still have its part in the next batch.
  turn();
}

// Clients that wait for the batch can be told now; they are, when the turn ends.
void Server::decide(const Result<void>& committed) {
  const std::uint64_t decided = keys().finish(committed.ok());
  if (committed.ok()) {
    processor_.note_written();
  } else {
    spdlog::error("a batch of changes did not reach the store: {}", describe(committed.error()));
    processor_.forget_failed(committed.error());
  }
  for (Connection* connection : held_) {
    if (committed.ok()) {
      connection->batches_succeeded(decided);
    } else {
      connection->batches_failed(decided, committed.error());
    }
    touch(*connection);
  }
  const std::size_t clients = held_.size();
  std::erase_if(held_, [](Connection* connection) {
    connection->is_held = connection->is_holding();
    return !connection->is_held;
  });
  wanted_ = (clients + 1) / 2;
}

// The client that wants quiet came before those that wait for it to be over. The first has had what
// it wanted: if it waits again, it is behind the others.
void Server::let_waiting_go_on() {
  wants_quiet_ = false;
  Connections waiting;
  waiting.swap(waiting_);
  is_letting_go_on_ = true;
  for (Connection* connection : waiting) {
    connection->is_waiting = false;
    connection->process();
    check_memory(*connection);
  }
  is_letting_go_on_ = false;
  if (std::exchange(wants_quiet_again_, false)) wants_quiet_ = true;
  const bool first_waits_again = waiting_.size() > 1 && waiting_.front() == waiting.front();
  if (first_waits_again) std::ranges::rotate(waiting_, waiting_.begin() + 1);
}

}  // namespace powercut
