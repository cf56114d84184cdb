#include "engine/cask/index/ordered/page_keeper.h"
#include "engine/io/macros.h"

namespace powercut {

PageKeeper::~PageKeeper() { CHECK(newest_ == nullptr); }

TreePage* PageKeeper::make(std::uint32_t level, std::size_t bytes) {
  TreePage* const page = TreePage::make(generation_, level, bytes);
  memory_bytes_.fetch_add(page->memory_bytes(), std::memory_order_relaxed);
  return page;
}

void PageKeeper::free(TreePage* page) noexcept {
  memory_bytes_.fetch_sub(page->memory_bytes(), std::memory_order_relaxed);
  TreePage::free(page);
}

void PageKeeper::drop(TreePage* page) noexcept {
  if (!is_writable(*page)) {
    const MutexLock lock(mutex_);
    // The hold may have gone since.
    if (newest_ != nullptr && newest_->generation >= page->generation()) {
      page->next_dropped = newest_->dropped;
      newest_->dropped = page;
      return;
    }
  }
  free(page);
}

PageKeeper::Hold* PageKeeper::hold() {
  auto* const hold = new Hold{.generation = generation_};
  ++generation_;
  const MutexLock lock(mutex_);
  hold->older = newest_;
  if (newest_ != nullptr) newest_->newer = hold;
  newest_ = hold;
  newest_held_.store(hold->generation, std::memory_order_release);
  return hold;
}

void PageKeeper::release(Hold* hold) noexcept {
  TreePage* unseen = nullptr;
  {
    const MutexLock lock(mutex_);
    Hold* const older = hold->older;
    if (older != nullptr) older->newer = hold->newer;
    if (hold->newer != nullptr) {
      hold->newer->older = older;
    } else {
      newest_ = older;
      newest_held_.store(older == nullptr ? 0 : older->generation, std::memory_order_release);
    }
    if (older == nullptr) {
      unseen = hold->dropped;
    } else {
      while (hold->dropped != nullptr) {
        TreePage* const page = hold->dropped;
        hold->dropped = page->next_dropped;
        TreePage*& list = page->generation() <= older->generation ? older->dropped : unseen;
        page->next_dropped = list;
        list = page;
      }
    }
  }
  delete hold;
  while (unseen != nullptr) {
    TreePage* const page = unseen;
    unseen = page->next_dropped;
    free(page);
  }
}

}  // namespace powercut
