// OrderedIndex: an ordered map in memory, from keys to the places of their records.
//
// A B+tree whose pages hold the keys themselves (tree_page.h), copied on write: a page that no
// snapshot sees is changed in place, another one is copied first, with all pages above it
// (page_keeper.h). So a snapshot costs nothing but the copies of what changes after it.
//
//   I1 Every page that is no leaf has two children or more; every leaf but a root has a key.
//   I2 All keys under child i of a page are at least its key i, and less than key i + 1.
//   I3 A page is split by the insert after which it would be larger than page_bytes, unless I1
//      forbids it; a page that falls below a quarter of that is joined with a neighbour if they
//      make no more than three quarters together, or if it has one child only.
//
// Keys: any bytes, 0 to 1 MiB of them; two that differ only behind a common prefix of kilobytes
// make large pages.
//
// Costs, for a million keys of 16 bytes: 34.2 bytes a key when they come in random order, 32.7 in
// rising order, the key itself included; 1.4 and 5 million inserts a second; a walk over all of
// them visits 120 million a second, in cache more than 300. The first change of a page after a
// snapshot copies up to 4 KiB, and as much for each page above that was not copied yet.
//
// Threads: one writer at a time, which includes snapshot() and size(); the caller sees to that.
// memory_bytes() from any thread; snapshots as index_snapshot.h says. Errors: std::bad_alloc, after
// which the index may only be destroyed. All snapshots are destroyed before it is.
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

  // A page holds no more than page_bytes, if its keys allow; at most page_bytes_max.
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
  // Overwrites, but only if the key is at `from`; false if not.
  bool move(std::string_view key, RecordPlace from, RecordPlace to);

  // The number of keys.
  std::size_t size() const { return size_; }
  // All pages count, those that only snapshots see included.
  std::size_t memory_bytes() const { return pages_.memory_bytes(); }

  // The state at this moment. One allocation, whatever the size.
  Snapshot snapshot();

 private:
  // The way from the root, step 0, to a leaf or to a page above it.
  struct Step {
    TreePage* page;
    std::uint32_t index;  // of the child that the way takes; in a leaf: of the key
  };
  struct Path {
    std::array<Step, tree_depth_max> steps;
    std::size_t depth = 0;
    bool at_end = true;  // behind the last key of the tree

    Step& leaf() { return steps[depth - 1]; }
  };

  // The way to where the key stands, or would; and whether it does. The index is not empty.
  bool find(std::string_view key, Path& path) const;
  // Copies the pages on the way that a snapshot sees.
  void make_writable(Path& path);
  // Puts another page where the step is, and drops the old one.
  void replace(Path& path, std::size_t step, TreePage* page);
  TreePage* copy(const TreePage& page, std::uint32_t first, std::uint32_t last,
                 std::size_t more_bytes);

  // ordered_index_insert.cc
  template <typename Payload>
  void insert(Path& path, std::size_t step, std::string_view key, Payload payload);
  template <typename Payload>
  void split(Path& path, std::size_t step, std::string_view key, Payload payload);
  // Puts the left page where the step is, and the right one behind it.
  void put_halves(Path& path, std::size_t step, TreePage* left, TreePage* right);

  // ordered_index_erase.cc
  void balance(Path& path);
  // Joins the page with a neighbour if I3 says so. True if the page above has a child less; if not,
  // all is done.
  bool join(Path& path, std::size_t step);
  bool join_with_next(Path& path, std::size_t step, std::uint32_t index);
  // The bytes of a page that joins child `index` and the next.
  static std::size_t joined_bytes(const TreePage& above, std::uint32_t index);
  // Makes a page smaller that has much more room than it needs.
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
