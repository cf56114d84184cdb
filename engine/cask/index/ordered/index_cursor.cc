#include "engine/cask/index/ordered/index_cursor.h"
#include "engine/io/macros.h"

namespace powercut {

void IndexCursor::first() {
  depth_ = 0;
  if (root_ != nullptr) go_down(root_, Side::first);
}

void IndexCursor::last() {
  depth_ = 0;
  if (root_ != nullptr) go_down(root_, Side::last);
}

void IndexCursor::seek(std::string_view key) {
  if (root_ == nullptr) return;
  find(key);
  if (index_ == count_) enter_next_leaf();
}

void IndexCursor::seek_before(std::string_view key) {
  if (root_ == nullptr) return;
  find(key);
  if (index_-- == 0) enter_previous_leaf();
}

void IndexCursor::find(std::string_view key) {
  depth_ = 0;
  const TreePage* page = root_;
  while (!page->is_leaf()) {
    const std::uint32_t index = page->child_for(key);
    step(page, index);
    page = page->child(index);
  }
  enter(page, page->lower_bound(key));
}

void IndexCursor::enter_next_leaf() {
  leaf_ = nullptr;
  while (depth_ > 0) {
    Step& above = path_[depth_ - 1];
    if (++above.index < above.page->count()) {
      return go_down(above.page->child(above.index), Side::first);
    }
    --depth_;
  }
}

void IndexCursor::enter_previous_leaf() {
  leaf_ = nullptr;
  while (depth_ > 0) {
    Step& above = path_[depth_ - 1];
    if (above.index-- > 0) return go_down(above.page->child(above.index), Side::last);
    --depth_;
  }
}

void IndexCursor::go_down(const TreePage* page, Side side) {
  const auto end = [&] { return side == Side::first ? 0 : page->count() - 1; };
  while (!page->is_leaf()) {
    const std::uint32_t index = end();
    step(page, index);
    page = page->child(index);
  }
  enter(page, end());
}

void IndexCursor::enter(const TreePage* leaf, std::uint32_t index) {
  leaf_ = leaf;
  index_ = index;
  count_ = leaf->count();
}

void IndexCursor::step(const TreePage* page, std::uint32_t index) {
  CHECK(depth_ < tree_depth_max);
  path_[depth_++] = {.page = page, .index = index};
}

}  // namespace powercut
