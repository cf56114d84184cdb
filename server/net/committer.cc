#include "server/net/committer.h"

#include <spdlog/spdlog.h>
#include <asio/post.hpp>

namespace powercut {

namespace {

// A batch waits for more clients as long as some come in so much time, and no longer than that.
constexpr Duration gathering_pause = std::chrono::microseconds(150);
constexpr Duration gathering_time_max = std::chrono::milliseconds(2);

}  // namespace

bool Committer::commit() {
  if (!store_.takes_threads()) {
    commit_here();
    return false;
  }
  while (!is_committing_) {
    // A client that only waits for room need not wait until all who came later are committed.
    const bool has_room = !lists_.wants_quiet() && keys().has_room();
    if (!keys().has_pending() || (has_room && lists_.any_waiting())) {
      lists_.let_waiting_go_on([&](Connection& connection) { clients_.check_memory(connection); });
    }
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

void Committer::commit_here() {
  while (const PendingBatch* batch = keys().take_batch()) decide(batch->commit_to(keys().store()));
}

void Committer::commit_aside() {
  const Result<void> committed = batch_aside_->commit_to(store_.store());
  asio::post(loop_, [this, committed] { on_committed(committed); });
  then_.wake();
}

bool Committer::lets_others_come() {
  if (config_.policy != SyncPolicy::always) return false;
  if (lists_.held() >= wanted_ || lists_.any_waiting() || is_stopping_) return false;
  if (gathering_since_ == Duration{0}) {
    gathering_since_ = clock_.now();
    await_others();
  }
  return true;
}

void Committer::await_others() {
  gathered_ = lists_.held();
  gathering_.expires_after(gathering_pause);
  gathering_.async_wait([this](const asio::error_code& error) {
    if (error || gathering_since_ == Duration{0} || is_committing_) return;
    const bool more_came = lists_.held() > gathered_;
    if (more_came && clock_.now() - gathering_since_ < gathering_time_max) return await_others();
    wanted_ = 0;
    then_.end_turn();
  });
}

// Requests that have arrived meanwhile can still have its part in the next batch.
void Committer::on_committed(Result<void> committed) {
  is_committing_ = false;
  decide(committed);
  then_.turn();
}

// Clients that wait for the batch can be told now; they are, when the turn ends.
void Committer::decide(const Result<void>& committed) {
  const std::uint64_t decided = keys().finish(committed.ok());
  if (committed.ok()) {
    processor_.note_written();
  } else {
    spdlog::error("a batch of changes did not reach the store: {}", describe(committed.error()));
    processor_.forget_failed(committed.error());
  }
  const std::size_t clients = lists_.tell_held([&](Connection& connection) {
    if (committed.ok()) {
      connection.batches_succeeded(decided);
    } else {
      connection.batches_failed(decided, committed.error());
    }
  });
  wanted_ = (clients + 1) / 2;
}

}  // namespace powercut
