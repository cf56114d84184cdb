// Committer: brings batches to the store, one at a time, on a thread of its own.
//
// The server's thread hands a batch over and goes on reading requests and answering reads, while
// the store writes and syncs. The batch must stay as it is until done() has been called.
//
// Threads: start() from the server's; done() is called on the committer's, and must only pass the
// word on. The destructor waits for the batch that is under way.
#pragma once

#include <functional>
#include <thread>

#include "engine/io/mutex.h"
#include "engine/store.h"
#include "server/commands/pending_batch.h"

namespace powercut {

class Committer {
 public:
  using Done = std::function<void(Result<void>)>;

  Committer(Store& store, Done done);
  ~Committer();
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // Only when the one before is done.
  void start(const PendingBatch& batch);

 private:
  void run();

  Store& store_;
  Done done_;
  Mutex mutex_;
  ConditionVariable changed_;
  const PendingBatch* batch_ = nullptr;
  bool is_stopping_ = false;
  std::thread thread_;  // last, so that it starts when all else is there
};

}  // namespace powercut
