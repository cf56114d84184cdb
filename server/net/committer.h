// Committer: writes the keyspace's changes to the store in batches, and tells the clients what
// became of them.
//
// The idea. All changes since the last batch are one batch: one write and one sync for all clients
// whose commands came in between. A batch that the store takes quickly is committed in place. If
// the store would wait for the disk, the batch is committed aside: by one of the two threads, while
// the other one has the loop. One batch at a time is under way.
//
// Example, under `always`, with clients A, B and C:
//
//   turn 1   A sets       batch 1 = A            commit() says that it takes long
//   turn 2   B sets, C reads what B set           B and C wait for batch 2
//   batch 1 is committed: A is told               batch 2 goes, with B's change
//   batch 2 is committed: B and C are told
//
// The invariant: a client gets an answer only when all batches that the answer needs are decided.
// Batches are decided in their order. While a batch is under way, the store sees no other change.
//
// Why this is right: the Keyspace keeps batches in order, and an answer needs the last batch that
// its command wrote to or read from (ReplyQueue). If a batch fails, so do the batches that were
// made on top of it (CommandProcessor::forget_failed).
//
// Gathering. Most clients that a batch released ask again at once, and one sync for twenty-five
// costs what one for five does. So under `always` a batch waits for half of the clients that write,
// as long as more of them come, and for 2 ms at most. The other half has its part in the batch
// before, and is answered meanwhile.
//
// Threads: the one without the loop calls commit_aside(); the one with the loop calls all others.
#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <functional>

#include "powercut/io/clock.h"
#include "server/commands/command_processor.h"
#include "server/commands/server_config.h"
#include "server/net/clients.h"
#include "server/net/connection_lists.h"
#include "server/net/served_store.h"

namespace powercut {

class Committer {
 public:
  // The actions of the server when a batch is decided, or need not wait any longer.
  struct Then {
    std::function<void()> wake;      // from any thread: the loop has something to do
    std::function<void()> turn;      // a batch is decided: serves what has arrived meanwhile
    std::function<void()> end_turn;  // a batch has waited long enough
  };

  Committer(ServedStore& store, const ServerConfig& config, const Clock& clock,
            asio::io_context& loop, CommandProcessor& processor, Clients& clients,
            ConnectionLists& lists, Then then)
      : store_(store),
        config_(config),
        clock_(clock),
        loop_(loop),
        processor_(processor),
        clients_(clients),
        lists_(lists),
        then_(std::move(then)),
        gathering_(loop) {}

  // Commits in place what it can. True: a batch takes long, and waits for commit_aside().
  bool commit();

  // Commits all batches in place.
  void commit_here();

  // Commits the batch that takes long. The calling thread must not have the loop.
  void commit_aside();

  // From now on batches wait for no clients.
  void stop() { is_stopping_ = true; }

  bool is_committing() const { return is_committing_; }
  bool is_gathering() const { return gathering_since_ != Duration{0}; }
  bool is_done() { return !is_committing_ && !keys().has_pending(); }

 private:
  Keyspace& keys() { return processor_.keys(); }
  bool lets_others_come();
  void await_others();
  void on_committed(Result<void> committed);
  void decide(const Result<void>& committed);

  ServedStore& store_;
  const ServerConfig& config_;
  const Clock& clock_;
  asio::io_context& loop_;
  CommandProcessor& processor_;
  Clients& clients_;
  ConnectionLists& lists_;
  Then then_;
  asio::steady_timer gathering_;
  bool is_committing_ = false;
  const PendingBatch* batch_aside_ = nullptr;  // the one under way, while is_committing_
  std::size_t wanted_ = 0;                     // connections that the next batch waits for
  Duration gathering_since_{0};                // 0: the next batch waits for nobody
  std::size_t gathered_ = 0;                   // connections with a part in it at the last look
  bool is_stopping_ = false;
};

}  // namespace powercut
