// IndexSnapshot: an OrderedIndex as it was at one moment.
//
// It does not change while the writer goes on. The pages that the writer has replaced since live as
// long as the last snapshot that sees them; its destruction frees them.
//
// Threads: any number may read it; any may destroy it, before the index. Errors: none.
#pragma once

#include <cstddef>
#include <utility>

#include "engine/cask/index/ordered/index_cursor.h"
#include "engine/cask/index/ordered/page_keeper.h"

namespace powercut {

class IndexSnapshot {
 public:
  IndexSnapshot(PageKeeper& pages, PageKeeper::Hold* hold, const TreePage* root, std::size_t size)
      : pages_(&pages), hold_(hold), root_(root), size_(size) {}
  ~IndexSnapshot() {
    if (hold_ != nullptr) pages_->release(hold_);
  }

  // A moved-from snapshot is empty, and may only be destroyed or assigned to.
  IndexSnapshot(IndexSnapshot&& other) noexcept
      : pages_(other.pages_),
        hold_(std::exchange(other.hold_, nullptr)),
        root_(std::exchange(other.root_, nullptr)),
        size_(std::exchange(other.size_, 0)) {}
  IndexSnapshot& operator=(IndexSnapshot&& other) noexcept {
    std::swap(pages_, other.pages_);
    std::swap(hold_, other.hold_);
    std::swap(root_, other.root_);
    std::swap(size_, other.size_);
    return *this;
  }
  IndexSnapshot(const IndexSnapshot&) = delete;
  IndexSnapshot& operator=(const IndexSnapshot&) = delete;

  // The number of keys.
  std::size_t size() const { return size_; }

  // The cursor may be used as long as the snapshot lives, or the one that it was moved to.
  IndexCursor cursor() const { return IndexCursor(root_); }

 private:
  PageKeeper* pages_;
  PageKeeper::Hold* hold_;
  const TreePage* root_;
  std::size_t size_;
};

}  // namespace powercut
