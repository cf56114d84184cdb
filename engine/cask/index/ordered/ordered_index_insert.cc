// Inserts, and the splits that they cause.
#include <string>

#include "engine/cask/index/ordered/ordered_index.h"
#include "engine/cask/index/ordered/page_split.h"
#include "engine/sides.h"

namespace powercut {

// Adds an entry to the page of the step. No snapshot may see a page of the path. The path is not
// valid after a split.
template <typename Payload>
void OrderedIndex::insert(Path& path, std::size_t step, std::string_view key, Payload payload) {
  const auto [page, index] = path.steps[step];
  const std::size_t bytes = TreePage::entry_bytes<Payload>(key);
  const bool is_over =
      splits(page->level(), page->count() + 1, page->used_bytes() + bytes, bytes_full_);
  note_side(Edge::ordered_page, is_over);
  if (is_over) {
    return split(path, step, key, payload);
  }
  if (page->used_bytes() + bytes > page->room_bytes()) {
    replace(path, step, copy(*page, 0, page->count(), bytes));
  }
  path.steps[step].page->insert(index, key, payload);
}

template void OrderedIndex::insert(Path&, std::size_t, std::string_view, RecordPlace);
template void OrderedIndex::insert(Path&, std::size_t, std::string_view, ChildLink);

template <typename Payload>
void OrderedIndex::split(Path& path, std::size_t step, std::string_view key, Payload payload) {
  const auto [page, index] = path.steps[step];
  const std::size_t bytes = TreePage::entry_bytes<Payload>(key);
  const PageSplit at = path.at_end ? split_at_end(*page) : split_evenly(*page, index, bytes);
  TreePage* const left = copy(*page, 0, at.kept, at.new_goes_left ? bytes : 0);
  TreePage* const right = copy(*page, at.kept, page->count(), at.new_goes_left ? 0 : bytes);
  if (at.new_goes_left) {
    left->insert(index, key, payload);
  } else {
    right->insert(index - at.kept, key, payload);
  }
  put_halves(path, step, left, right);
}

void OrderedIndex::put_halves(Path& path, std::size_t step, TreePage* left, TreePage* right) {
  const std::string separator = separating_key(*left, *right);
  if (!right->is_leaf()) right->forget_first_key();
  if (step == 0) {
    const std::size_t bytes =
        TreePage::entry_bytes<ChildLink>({}) + TreePage::entry_bytes<ChildLink>(separator);
    TreePage* const root = pages_.make(left->level() + 1, bytes);
    root->insert(0, {}, ChildLink{left});
    root->insert(1, separator, ChildLink{right});
    replace(path, 0, root);
    return;
  }
  replace(path, step, left);
  ++path.steps[step - 1].index;
  insert(path, step - 1, separator, ChildLink{right});
}

}  // namespace powercut
