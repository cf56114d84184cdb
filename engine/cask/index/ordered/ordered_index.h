// OrderedIndex: an ordered map in memory, from keys to the places of their records.
//
// A B+tree whose pages hold the keys themselves (tree_page.h). A page that no snapshot sees is
// changed in place. Another page is copied before its first change, as are the pages above it that
// a snapshot sees (page_keeper.h). So a snapshot costs one allocation, and a copy of each page that
// changes after it.
//
//   I1 Every page that is no leaf has two children or more. Every leaf has one key or more.
//   I2 All keys under child i of a page are at least key i of the page, less than its key i + 1.
//   I3 An insert that would make a page larger than page_bytes splits it, unless I1 forbids that.
//      A page below a quarter of page_bytes is joined with a neighbour if the two together have no
//      more than three quarters. A page that is left with one child is joined in any case.
//
// A key is any 0 to 1 MiB of bytes. Neighbours that differ only after a common prefix of kilobytes
// make large pages.
//
// Costs, for a million keys of 16 bytes: in random order 34.2 bytes a key and 1.4 million inserts a
// second, in rising order 32.7 bytes and 5 million. The bytes include the key. A cursor passes 120
// million keys a second, and more than 300 million in cache. The first change of a page after a
// snapshot copies the page and each page above it that was not copied yet: up to 4 KiB each, or
// more with long keys.
//
// Threads: the caller lets in one thread at a time, also for snapshot() and size(). Any thread may
// call memory_bytes(). The threads of a snapshot are as index_snapshot.h says. Errors: after a
// std::bad_alloc the index may only be destroyed. All snapshots must be destroyed before the index.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/cask/formats/record_place.h"
#include "engine/cask/index/ordered/index_cursor.h"
#include "engine/cask/index/ordered/index_snapshot.h"
#include "engine/cask/index/ordered/page_keeper.h"
#include "engine/cask/index/ordered/tree_page.h"

namespace powercut {

class OrderedIndex {
 public:
  using Snapshot = IndexSnapshot;
  using Cursor = IndexCursor;
  static constexpr std::size_t key_bytes_max = std::size_t{1024} * 1024;

  // A page has page_bytes or less, unless I1 forbids a split. page_bytes_max is the most allowed.
  explicit OrderedIndex(std::size_t page_bytes = page_bytes_max)
      : bytes_full_(page_bytes - page_fixed_bytes),
        bytes_low_(page_bytes / 4),
        bytes_joined_(page_bytes / 4 * 3) {}
  ~OrderedIndex();
  OrderedIndex(const OrderedIndex&) = delete;
  OrderedIndex& operator=(const OrderedIndex&) = delete;

  // Inserts or overwrites.
  void set(std::string_view key, RecordPlace place);
  // False if the key was not there.
  bool erase(std::string_view key);
  // Sets the key's place to `to` if it is `from`; false if it is not.
  bool move(std::string_view key, RecordPlace from, RecordPlace to);

  // The number of keys.
  std::size_t size() const { return size_; }
  // Counts all pages, also the ones that only snapshots see.
  std::size_t memory_bytes() const { return pages_.memory_bytes(); }

  // A view of the index as it is now. It makes one allocation, whatever the size.
  Snapshot snapshot();

 private:
  // One page of a path, which leads from the root, step 0, down to a leaf or to a page above one.
  struct Step {
    TreePage* page;
    std::uint32_t index;  // of the child that the path goes on to; in a leaf: of the key
  };
  struct Path {
    std::array<Step, tree_depth_max> steps;
    std::size_t depth = 0;
    bool at_end = true;  // the path leads behind the last key of the tree

    Step& leaf() { return steps[depth - 1]; }
  };

  // Sets the path to the key, or to where it would go. True if the key is there. Not for an empty
  // index.
  bool find(std::string_view key, Path& path) const;
  // Copies the pages of the path that a snapshot sees.
  void make_writable(Path& path);
  // Puts `page` in the place of the step's page, which is dropped.
  void replace(Path& path, std::size_t step, TreePage* page);
  // A new page with the entries from first to before last, and room for more_bytes.
  TreePage* copy(const TreePage& page, std::uint32_t first, std::uint32_t last,
                 std::size_t more_bytes);

  // ordered_index_insert.cc
  template <typename Payload>
  void insert(Path& path, std::size_t step, std::string_view key, Payload payload);
  template <typename Payload>
  void split(Path& path, std::size_t step, std::string_view key, Payload payload);
  // Puts the left page in the place of the step's page, and the right one after it.
  void put_halves(Path& path, std::size_t step, TreePage* left, TreePage* right);

  // ordered_index_erase.cc
  void balance(Path& path);
  // Joins the page with a neighbour if I3 says so. True if the page above has lost a child; if not,
  // no page above needs a join.
  bool join(Path& path, std::size_t step);
  bool join_with_next(Path& path, std::size_t step, std::uint32_t index);
  // The size of the page that child `index` and the next one would make together.
  static std::size_t joined_bytes(const TreePage& above, std::uint32_t index);
  // Copies the page to a smaller one if it has much more room than it needs.
  void shrink(Path& path, std::size_t step);

  void free_tree(TreePage* page);

  // Bounds of the entries in a page, as in I3.
  std::size_t bytes_full_;
  std::size_t bytes_low_;
  std::size_t bytes_joined_;
  PageKeeper pages_;
  TreePage* root_ = nullptr;  // none while the index is empty
  std::size_t size_ = 0;
};

}  // namespace powercut
