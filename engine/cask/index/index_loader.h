// IndexLoader: puts the changes that a recovery reads into an index. It keeps the order of the
// changes of each key.
//
// If many changes wait, it first sorts them by their shard of the index: a shard is then in the
// processor's cache while it is changed, and no change waits for memory. If few wait, it makes them
// as they came.
//
// Memory: 96 bytes for each waiting change, of which there are at most a given number. Threads:
// one.
#pragma once

#include <vector>

#include "engine/cask/index/cask_index.h"
#include "engine/sides.h"

namespace powercut {

class IndexLoader {
 public:
  // So few that the waiting changes, too, stay in the processor's cache.
  static constexpr std::size_t changes_max = std::size_t{1} << 16U;

  // Fewer are not worth sorting.
  static constexpr std::size_t sorted_min = 4096;

  explicit IndexLoader(CaskIndex& index, std::size_t waiting_max = changes_max,
                       std::size_t sorted_from = sorted_min)
      : index_(index), waiting_max_(waiting_max), sorted_from_(sorted_from) {}

  // The key must stay valid until flush(), which also reports a failure.
  void add(const PlacedChange& change) {
    note_side(Edge::loader_changes, waiting_.size() == waiting_max_);
    if (waiting_.size() == waiting_max_) make_waiting();
    waiting_.push_back({index_.hash_of(change.key), change});
    ++added_;
  }

  // Makes all changes that wait. Returns the first error since the start.
  Result<void> flush();

  std::uint64_t added() const { return added_; }

 private:
  struct Waiting {
    std::uint64_t hash;
    PlacedChange change;
  };

  void make_waiting();
  void sort_by_shard();
  void make(std::size_t begin, std::size_t end);

  CaskIndex& index_;
  std::size_t waiting_max_;
  std::size_t sorted_from_;
  std::vector<Waiting> waiting_;
  std::vector<Waiting> sorted_;
  std::vector<std::size_t> shard_ends_;  // in sorted_
  std::uint64_t added_ = 0;
  Result<void> status_;
  std::string buffer_;
};

}  // namespace powercut
