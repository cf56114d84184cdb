// PendingBatch: collects changes that commands have made and that the store does not have yet, for
// one atomic batch. If a key was changed more than once, the last change counts.
//
// Threads: one changes it. While nobody does, any may read it.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "powercut/engine/batch.h"
#include "powercut/engine/store.h"

namespace powercut {

class PendingBatch {
 public:
  // The cost of a change, as limits count it, beside its key and value. It is no less than in the
  // store's log; otherwise many small changes would be more than a batch there holds.
  static constexpr std::size_t change_overhead = 16;

  // `sequence` must be higher than that of every batch before. It counts from 1.
  explicit PendingBatch(std::uint64_t sequence) : sequence_(sequence) {}
  PendingBatch(const PendingBatch&) = delete;
  PendingBatch& operator=(const PendingBatch&) = delete;

  // Makes the batch empty, with another sequence. It keeps its memory, if that is not much.
  void reuse(std::uint64_t sequence);

  // nullopt as a value: the key is removed.
  void add(std::string_view key, std::optional<std::string_view> value);

  // Returns the last change of the key. nullptr: there is none.
  const Change* find(std::string_view key) const;
  bool has_key(std::string_view key) const { return find(key) != nullptr; }

  // Calls visit(change) for the last change of each key, in any order.
  template <typename Visit>
  void for_each_last(Visit&& visit) const {
    for (const Place& place : last_) visit(batch_.changes()[place.index]);
  }

  Result<void> commit_to(Store& store) const;

  std::uint64_t sequence() const { return sequence_; }
  const std::vector<Change>& changes() const { return batch_.changes(); }
  std::size_t bytes() const { return bytes_; }  // of keys and values, and overhead
  bool empty() const { return batch_.empty(); }

 private:
  // The set holds a key as the place of its last change.
  struct Place {
    mutable std::uint32_t index;
  };
  struct HashOfKey {
    using is_transparent = void;
    const Batch* batch;
    std::size_t operator()(std::string_view key) const;
    std::size_t operator()(Place place) const;
  };
  struct SameKey {
    using is_transparent = void;
    const Batch* batch;
    std::string_view key_of(Place place) const { return batch->changes()[place.index].key; }
    static std::string_view key_of(std::string_view key) { return key; }
    template <typename Left, typename Right>
    bool operator()(const Left& left, const Right& right) const {
      return key_of(left) == key_of(right);
    }
  };
  using LastChanges = absl::flat_hash_set<Place, HashOfKey, SameKey>;

  std::uint64_t sequence_;
  Batch batch_;
  std::size_t bytes_ = 0;
  LastChanges last_{0, HashOfKey{&batch_}, SameKey{&batch_}};
};

}  // namespace powercut
