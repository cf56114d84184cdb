// Committer: takes the keyspace's changes to the store as batches, and tells the clients what
// became of them.
//
// The idea. All changes since the last batch are one batch: one write and one sync for all whose
// commands came in between. A batch that the store takes quickly is committed in place. Where the
// store would wait for the disk, the batch is committed aside: by the thread that had the loop,
// while another one has it. One batch at a time is under way.
//
// Example, under `always`, with clients A, B and C:
//
//   turn 1   A sets       batch 1 = A            commit() says that it takes long
//   turn 2   B sets, C reads what B set           B and C wait for batch 2
//   batch 1 is committed: A is told               batch 2 goes, with B's change
//   batch 2 is committed: B and C are told
//
// The invariant: a client is told only what the batches that its answer needs have decided, in the
// order of the batches; while a batch is under way, the store sees no other change.
//
// Why this is right: the Keyspace has batches in order, and an answer needs the last batch that it
// wrote to or read from (ReplyQueue). If a batch fails, so do those that were made on top of it
// (CommandProcessor::forget_failed).
//
// Gathering. Most clients that a batch released come again at once: one sync for twenty-five costs
// what one for five does. So a batch waits for half of the clients that write, as long as more of
// them come; the other half has its part in the batch before, and is answered meanwhile.
//
// Threads: commit_aside() from the one that has no loop; all else from the one that has it.
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
  // What the server does when a batch is decided, or need not wait any longer.
  struct Then {
    std::function<void()> wake;      // from any thread: there is something for the loop
    std::function<void()> turn;      // a batch is decided: with what has arrived meanwhile
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

  // Commits what can be, in place. True: there is a batch that takes long, for commit_aside().
  bool commit();

  // All there is, in place.
  void commit_here();

  // Without the loop.
  void commit_aside();

  // Batches wait for nobody any more.
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
  const PendingBatch* batch_aside_ = nullptr;  // under way, while is_committing_
  std::size_t wanted_ = 0;       // connections with a part in the next batch, if they come soon
  Duration gathering_since_{0};  // 0: the next batch waits for nobody
  std::size_t gathered_ = 0;     // connections with a part in it, when it last looked
  bool is_stopping_ = false;
};

}  // namespace powercut
