// Joins and shrinks the pages that an erase leaves: empty, nearly so, or with much unused room.
#include <string>

#include "engine/cask/index/ordered/ordered_index.h"
#include "engine/cask/index/ordered/page_split.h"

namespace powercut {
namespace {

bool has_one_child(const TreePage& page) { return !page.is_leaf() && page.count() == 1; }

void remove_child(TreePage& page, std::uint32_t index) {
  page.erase(index);
  if (index == 0 && page.count() > 0) page.forget_first_key();
}

}  // namespace

// Restores I1 and I3 from the leaf upwards. The pages on the way are writable.
void OrderedIndex::balance(Path& path) {
  for (std::size_t step = path.depth - 1; step > 0; --step) {
    TreePage* const page = path.steps[step].page;
    if (page->count() == 0) {
      remove_child(*path.steps[step - 1].page, path.steps[step - 1].index);
      pages_.drop(page);
    } else if (!join(path, step)) {
      return;
    }
  }
  TreePage* const root = path.steps[0].page;
  if (root->count() == 0) {
    root_ = nullptr;
    pages_.drop(root);
  } else if (has_one_child(*root)) {
    root_ = root->child(0);
    pages_.drop(root);
  } else {
    shrink(path, 0);
  }
}

bool OrderedIndex::join(Path& path, std::size_t step) {
  const TreePage& page = *path.steps[step].page;
  const Step above = path.steps[step - 1];
  const bool must_join = has_one_child(page);
  if (must_join || page.used_bytes() < bytes_low_) {
    const bool has_left = above.index > 0;
    const bool has_right = above.index + 1 < above.page->count();
    if (has_left && joined_bytes(*above.page, above.index - 1) <= bytes_joined_) {
      return join_with_next(path, step, above.index - 1);
    }
    if (has_right && joined_bytes(*above.page, above.index) <= bytes_joined_) {
      return join_with_next(path, step, above.index);
    }
    if (must_join) return join_with_next(path, step, has_left ? above.index - 1 : above.index);
  }
  shrink(path, step);
  return false;
}

std::size_t OrderedIndex::joined_bytes(const TreePage& above, std::uint32_t index) {
  const TreePage& right = *above.child(index + 1);
  const std::size_t separator_bytes = right.is_leaf() ? 0 : above.key(index + 1).size();
  return above.child(index)->used_bytes() + right.used_bytes() + separator_bytes;
}

bool OrderedIndex::join_with_next(Path& path, std::size_t step, std::uint32_t index) {
  TreePage& above = *path.steps[step - 1].page;
  TreePage* const left = above.child(index);
  TreePage* const right = above.child(index + 1);
  const std::size_t bytes = joined_bytes(above, index);
  TreePage* const joined = copy(*left, 0, left->count(), bytes - left->used_bytes());
  std::uint32_t taken = 0;
  if (!right->is_leaf()) {
    joined->insert(joined->count(), above.key(index + 1), ChildLink{right->child(0)});
    taken = 1;
  }
  joined->append(*right, taken, right->count());
  above.overwrite(index, ChildLink{joined});
  remove_child(above, index + 1);
  pages_.drop(left);
  pages_.drop(right);
  if (!splits(joined->level(), joined->count(), bytes, bytes_full_)) return true;

  // Long keys. The last entry comes in once more, so that the insert splits the page.
  const std::uint32_t last = joined->count() - 1;
  const std::string key(joined->key(last));
  TreePage* const child = joined->child(last);
  joined->erase(last);
  path.steps[step - 1].index = index;
  path.steps[step] = {.page = joined, .index = last};
  insert(path, step, key, ChildLink{child});
  return false;
}

void OrderedIndex::shrink(Path& path, std::size_t step) {
  const TreePage& page = *path.steps[step].page;
  if (page.room_bytes() <= 2 * page.used_bytes() + page_step_bytes) return;
  replace(path, step, copy(page, 0, page.count(), 0));
}

}  // namespace powercut
