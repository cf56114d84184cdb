#include "server/net/committer.h"

namespace powercut {

Committer::Committer(Store& store, Done done)
    : store_(store), done_(std::move(done)), thread_([this] { run(); }) {}

Committer::~Committer() {
  {
    const MutexLock lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Committer::start(const PendingBatch& batch) {
  {
    const MutexLock lock(mutex_);
    CHECK(batch_ == nullptr);
    batch_ = &batch;
  }
  changed_.notify_one();
}

void Committer::run() {
  while (true) {
    MutexLock lock(mutex_);
    while (batch_ == nullptr && !is_stopping_) changed_.wait(lock);
    if (batch_ == nullptr) return;
    const PendingBatch& batch = *batch_;
    lock.unlock();
    const Result<void> committed = batch.commit_to(store_);
    lock.lock();
    batch_ = nullptr;
    lock.unlock();
    done_(committed);
  }
}

}  // namespace powercut
