#include "engine/cask/index/index_loader.h"

#include <numeric>
#include <utility>

namespace powercut {

namespace {

// How far ahead of a change its slot is asked for.
constexpr std::size_t prefetch_distance = 16;

}  // namespace

Result<void> IndexLoader::flush() {
  make_waiting();
  return status_;
}

void IndexLoader::make_waiting() {
  if (!waiting_.empty()) note_side(Edge::sorted_changes, waiting_.size() >= sorted_from_);
  if (waiting_.size() < sorted_from_) {
    std::swap(waiting_, sorted_);
    make(0, sorted_.size());
  } else {
    sort_by_shard();
    std::size_t begin = 0;
    for (std::size_t shard = 0; shard < HashIndex::shard_count; ++shard) {
      make(begin, shard_ends_[shard]);
      begin = shard_ends_[shard];
    }
  }
  waiting_.clear();
  sorted_.clear();
}

// Stable: of one key the later change comes later.
void IndexLoader::sort_by_shard() {
  std::vector<std::size_t> next(HashIndex::shard_count + 1, 0);
  for (const Waiting& waiting : waiting_) ++next[HashIndex::shard_of_hash(waiting.hash) + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  sorted_.resize(waiting_.size());
  for (const Waiting& waiting : waiting_) {
    sorted_[next[HashIndex::shard_of_hash(waiting.hash)]++] = waiting;
  }
  next.pop_back();
  shard_ends_ = std::move(next);
}

void IndexLoader::make(std::size_t begin, std::size_t end) {
  for (std::size_t index = begin; index < end && status_.ok(); ++index) {
    if (index + prefetch_distance < end) index_.prefetch(sorted_[index + prefetch_distance].hash);
    status_ = index_.replay(sorted_[index].change, sorted_[index].hash, buffer_);
  }
}

}  // namespace powercut
