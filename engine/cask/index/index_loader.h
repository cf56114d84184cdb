// IndexLoader: puts the changes that a recovery reads into an index, in the order of each key.
//
// Many changes are first sorted by their shard of the index: then a shard is in the processor's
// cache while it is changed, and no change waits for memory. Few are made as they come.
//
// Memory: 96 bytes for each change that waits, of which there are a given number at most. Threads:
// one.
#pragma once

#include <vector>

#include "engine/cask/index/cask_index.h"
#include "engine/sides.h"

namespace powercut {

class IndexLoader {
 public:
  // So few that the waiting changes stay in the processor's cache, too.
  static constexpr std::size_t changes_max = std::size_t{1} << 16U;

  // Fewer are not worth sorting.
  static constexpr std::size_t sorted_min = 4096;

  explicit IndexLoader(CaskIndex& index, std::size_t waiting_max = changes_max,
                       std::size_t sorted_from = sorted_min)
      : index_(index), waiting_max_(waiting_max), sorted_from_(sorted_from) {}

  // The key must stay until flush(). A failure is known then.
  void add(const PlacedChange& change) {
    note_side(Edge::loader_changes, waiting_.size() == waiting_max_);
    if (waiting_.size() == waiting_max_) make_waiting();
    waiting_.push_back({index_.hash_of(change.key), change});
    ++added_;
  }

  // Whether all could be made.
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
