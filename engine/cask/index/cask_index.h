// CaskIndex: finds the record of each key, and knows how much of each segment is still in use.
//
// It is a cache of the log. It holds no keys: a look at a record shows which key the record has.
// With the ordered index it also holds all keys, in their order.
//
// Threads: any may call find(), without a lock. Only the leader of the commit queue, or a thread
// that has the leader's place, changes the index, and it holds mutex() meanwhile. So resolve() and
// the ordered index's snapshots are good with the place or with the mutex. A thread that looks for
// segments needs a pin of epochs(), as others may add some at any time.
#pragma once

#include <memory>

#include "engine/cask/index/hash_index.h"
#include "engine/cask/index/ordered/ordered_index.h"
#include "engine/cask/segments/segment_directory.h"
#include "engine/cask/segments/walk_commits.h"
#include "engine/io/macros.h"

namespace powercut {

class CaskIndex {
 public:
  CaskIndex(std::uint64_t seed, bool ordered, std::size_t ordered_page_bytes = page_bytes_max,
            std::uint32_t index_slots = 8);

  Mutex& mutex() { return mutex_; }
  ReaderEpochs& epochs() { return epochs_; }
  SegmentDirectory& directory() { return directory_; }
  std::uint64_t hash_of(std::string_view key) const { return hashed_.hash_of(key); }
  void prefetch(std::uint64_t hash) const { hashed_.prefetch(hash); }

  // Calls use(record, place) with the key's record, which is sure to stay meanwhile. False: there
  // is none. verifies: the record's checksum is checked, too. corrupt: no good record of the key
  // was found, and one that may be the key's is damaged; `damaged` is its place. The buffer may be
  // used.
  template <typename Use>
  Result<bool> find(std::string_view key, bool verifies, std::string& buffer, RecordPlace& damaged,
                    Use&& use);

  // Returns the place of the key's record, as the thread that changes the index sees it. nullopt:
  // there is no such key. Needs a pin. Reads the records that may be the key's. corrupt: one of
  // those is damaged, and no other is the key's. The buffer may be used.
  Result<std::optional<RecordPlace>> resolve(std::uint64_t hash, std::string_view key,
                                             std::string& buffer) const;

  // Needs a pin. Takes a change that is in the log from now on, later than all others of the key.
  // is_key(place) says whether the key's record is there now. It reads nothing, so apply() cannot
  // fail.
  template <typename IsKey>
  void apply(const PlacedChange& change, std::uint64_t hash, IsKey&& is_key);

  // The same for a change that a recovery reads. Damage of a record that the change makes dead does
  // not matter.
  Result<void> replay(const PlacedChange& change, std::uint64_t hash, std::string& buffer);

  // Takes the new place of a record that a compaction has copied. False: the key is not at the
  // source any more.
  bool move(std::uint64_t hash, std::string_view key, RecordPlace source, RecordPlace target);
  bool is_at(std::uint64_t hash, RecordPlace place) const { return hashed_.is_at(hash, place); }

  HashIndex& hashed() { return hashed_; }
  const HashIndex& hashed() const { return hashed_; }
  OrderedIndex* ordered() { return ordered_.get(); }
  const OrderedIndex* ordered() const { return ordered_.get(); }

  std::uint64_t keys() const { return hashed_.keys(); }
  std::uint64_t memory_bytes() const {
    return hashed_.memory_bytes() + (ordered_ ? ordered_->memory_bytes() : 0);
  }

 private:
  enum class Look : std::uint8_t { found, other, bad };
  Result<Look> look_at(RecordPlace place, std::string_view key, bool verifies, std::string& buffer,
                       RecordView& record) const;
  void note_written(const PlacedChange& change);
  void bury(RecordPlace place);

  Mutex mutex_;
  ReaderEpochs epochs_;
  SegmentDirectory directory_{epochs_};
  HashIndex hashed_;
  std::unique_ptr<OrderedIndex> ordered_;
};

template <typename IsKey>
void CaskIndex::apply(const PlacedChange& change, std::uint64_t hash, IsKey&& is_key) {
  note_written(change);
  std::optional<RecordPlace> before;
  if (change.kind == RecordKind::set) {
    before = hashed_.set(hash, change.place, is_key);
    if (ordered_) ordered_->set(change.key, change.place);
  } else {
    before = hashed_.erase(hash, is_key);
    if (ordered_ && before) ordered_->erase(change.key);
  }
  if (before) bury(*before);
}

template <typename Use>
Result<bool> CaskIndex::find(std::string_view key, bool verifies, std::string& buffer,
                             RecordPlace& damaged, Use&& use) {
  const std::uint64_t hash = hash_of(key);
  const ReaderEpochs::Pin pin(epochs_);
  while (true) {
    bool is_damaged = false;
    bool has_changed = false;
    HashIndex::Probe probe = hashed_.probe(hash);
    while (!has_changed && probe.next()) {
      RecordView record;
      TRY_ASSIGN(const Look look, look_at(probe.place(), key, verifies, buffer, record));
      if (look == Look::found) {
        use(record, probe.place());
        return true;
      }
      has_changed = probe.has_changed();
      if (look == Look::bad) {
        is_damaged = true;
        damaged = probe.place();
      }
    }
    if (has_changed) continue;
    if (is_damaged) return Error{ErrorCode::corrupt};
    return false;
  }
}

}  // namespace powercut
