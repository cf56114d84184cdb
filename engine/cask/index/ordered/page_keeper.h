// PageKeeper: makes the pages of one OrderedIndex, and frees each when nobody can see it any more.
//
// Time is counted in generations. Each snapshot has a hold, and each hold ends a generation. A page
// carries the generation in which it was made.
//
// Threads: any may call release() and memory_bytes(); one writer at a time calls all others. The
// writer takes the mutex only for a page that leaves the tree while a hold sees it, and for a new
// hold. Errors: std::bad_alloc from make() and hold().
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "engine/cask/index/ordered/tree_page.h"
#include "powercut/io/mutex.h"

namespace powercut {

class PageKeeper {
 public:
  struct Hold {
    std::uint64_t generation = 0;
    Hold* older = nullptr;
    Hold* newer = nullptr;
    TreePage* dropped = nullptr;  // I3
  };

  PageKeeper() = default;
  ~PageKeeper();  // no hold may be left
  PageKeeper(const PageKeeper&) = delete;
  PageKeeper& operator=(const PageKeeper&) = delete;

  TreePage* make(std::uint32_t level, std::size_t bytes);

  // I2. Once true it stays so until the next hold().
  bool is_writable(const TreePage& page) const {
    return page.generation() > newest_held_.load(std::memory_order_acquire);
  }

  // Gives up a page that has left the tree, or was never in it.
  void drop(TreePage* page) noexcept;

  Hold* hold();
  void release(Hold* hold) noexcept;

  // Counts all pages, also those that only holds see.
  std::size_t memory_bytes() const { return memory_bytes_.load(std::memory_order_relaxed); }

 private:
  void free(TreePage* page) noexcept;

  std::uint64_t generation_ = 1;
  std::atomic<std::size_t> memory_bytes_ = 0;
  Mutex mutex_;
  Hold* newest_ = nullptr;  // guarded by mutex_, as are the members of all holds but generation
  // The generation of newest_, or 0; written with mutex_. A reader's last look at a page comes
  // before its release, and the release comes before a writer reads here that the hold is gone.
  std::atomic<std::uint64_t> newest_held_ = 0;
};

}  // namespace powercut
