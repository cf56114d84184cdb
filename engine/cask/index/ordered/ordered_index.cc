#include "engine/cask/index/ordered/ordered_index.h"
#include "engine/io/macros.h"

namespace powercut {

OrderedIndex::~OrderedIndex() {
  if (root_ != nullptr) free_tree(root_);
}

void OrderedIndex::free_tree(TreePage* page) {
  if (!page->is_leaf()) {
    for (std::uint32_t index = 0; index < page->count(); ++index) free_tree(page->child(index));
  }
  pages_.drop(page);
}

void OrderedIndex::set(std::string_view key, RecordPlace place) {
  CHECK(key.size() <= key_bytes_max);
  if (root_ == nullptr) root_ = pages_.make(0, TreePage::entry_bytes<RecordPlace>(key));
  Path path;
  const bool found = find(key, path);
  make_writable(path);
  if (found) {
    path.leaf().page->overwrite(path.leaf().index, place);
    return;
  }
  insert(path, path.depth - 1, key, place);
  ++size_;
}

bool OrderedIndex::erase(std::string_view key) {
  Path path;
  if (root_ == nullptr || !find(key, path)) return false;
  make_writable(path);
  path.leaf().page->erase(path.leaf().index);
  --size_;
  balance(path);
  return true;
}

bool OrderedIndex::move(std::string_view key, RecordPlace from, RecordPlace to) {
  Path path;
  if (root_ == nullptr || !find(key, path)) return false;
  if (path.leaf().page->place(path.leaf().index) != from) return false;
  make_writable(path);
  path.leaf().page->overwrite(path.leaf().index, to);
  return true;
}

OrderedIndex::Snapshot OrderedIndex::snapshot() {
  return Snapshot(pages_, pages_.hold(), root_, size_);
}

bool OrderedIndex::find(std::string_view key, Path& path) const {
  TreePage* page = root_;
  while (!page->is_leaf()) {
    CHECK(path.depth + 1 < tree_depth_max);
    const std::uint32_t index = page->child_for(key);
    path.steps[path.depth++] = {.page = page, .index = index};
    path.at_end = path.at_end && index + 1 == page->count();
    page = page->child(index);
    page->prefetch();
  }
  const std::uint32_t index = page->lower_bound(key);
  path.steps[path.depth++] = {.page = page, .index = index};
  path.at_end = path.at_end && index == page->count();
  return index < page->count() && page->key(index) == key;
}

void OrderedIndex::make_writable(Path& path) {
  for (std::size_t step = 0; step < path.depth; ++step) {
    const TreePage& page = *path.steps[step].page;
    if (!pages_.is_writable(page)) replace(path, step, copy(page, 0, page.count(), 0));
  }
}

void OrderedIndex::replace(Path& path, std::size_t step, TreePage* page) {
  if (step == 0) {
    root_ = page;
  } else {
    const Step& above = path.steps[step - 1];
    above.page->overwrite(above.index, ChildLink{page});
  }
  pages_.drop(path.steps[step].page);
  path.steps[step].page = page;
}

TreePage* OrderedIndex::copy(const TreePage& page, std::uint32_t first, std::uint32_t last,
                             std::size_t more_bytes) {
  TreePage* const made =
      pages_.make(page.level(), page.bytes_of(last) - page.bytes_of(first) + more_bytes);
  made->append(page, first, last);
  return made;
}

}  // namespace powercut
