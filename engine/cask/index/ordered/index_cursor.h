// IndexCursor: walks the keys of an IndexSnapshot in order, forwards and backwards.
//
// A new cursor has no key, nor has one behind either end: valid() is false. The key and the place
// that a cursor shows stay good as long as the snapshot does, also when the cursor moves on.
//
// No locks, no allocations. Threads: one cursor belongs to one thread. Errors: none.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/cask/formats/record_place.h"
#include "engine/cask/index/ordered/tree_page.h"
#include "engine/io/macros.h"

namespace powercut {

class IndexCursor {
 public:
  explicit IndexCursor(const TreePage* root) : root_(root) {}

  bool valid() const { return leaf_ != nullptr; }
  // While valid.
  std::string_view key() const { return leaf_->key(index_); }
  RecordPlace place() const { return leaf_->place(index_); }

  void first();
  void last();
  void seek(std::string_view key);         // to the first key that is not less
  void seek_before(std::string_view key);  // to the last key that is less

  // While valid.
  void next() {
    CHECK(valid());
    if (++index_ == count_) enter_next_leaf();
  }
  void previous() {
    CHECK(valid());
    if (index_-- == 0) enter_previous_leaf();
  }

 private:
  struct Step {
    const TreePage* page;  // no leaf
    std::uint32_t index;   // of the child that the path takes
  };

  enum class Side : std::uint8_t { first, last };

  void enter_next_leaf();
  void enter_previous_leaf();
  // Goes down from the page to a leaf, along that side.
  void go_down(const TreePage* page, Side side);
  // Goes down to the leaf in which the key is or would be, to the first key there that is not less.
  // If there is none, index_ is count_.
  void find(std::string_view key);
  void enter(const TreePage* leaf, std::uint32_t index);
  void step(const TreePage* page, std::uint32_t index);

  const TreePage* root_;
  const TreePage* leaf_ = nullptr;
  std::uint32_t index_ = 0;
  std::uint32_t count_ = 0;  // of the leaf's keys
  std::size_t depth_ = 0;
  std::array<Step, tree_depth_max> path_;  // the first depth_ are set
};

}  // namespace powercut
