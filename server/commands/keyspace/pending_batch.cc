#include "server/commands/keyspace/pending_batch.h"

#include "server/commands/keyspace/text_hash.h"

namespace powercut {

namespace {

constexpr std::size_t kept_changes_max = 16384;

}  // namespace

std::size_t PendingBatch::HashOfKey::operator()(std::string_view key) const {
  return TextHash{}(key);
}

std::size_t PendingBatch::HashOfKey::operator()(Place place) const {
  return (*this)(std::string_view(batch->changes()[place.index].key));
}

void PendingBatch::reuse(std::uint64_t sequence) {
  sequence_ = sequence;
  bytes_ = 0;
  last_.clear();
  if (batch_.changes().capacity() > kept_changes_max) {
    batch_ = Batch();
    last_ = LastChanges(0, HashOfKey{&batch_}, SameKey{&batch_});
  } else {
    batch_.clear();
  }
}

void PendingBatch::add(std::string_view key, std::optional<std::string_view> value) {
  bytes_ += key.size() + (value ? value->size() : 0) + change_overhead;
  const auto index = static_cast<std::uint32_t>(batch_.changes().size());
  value ? batch_.set(key, *value) : batch_.remove(key);
  const auto [place, is_new] = last_.insert(Place{index});
  if (!is_new) place->index = index;
}

const Change* PendingBatch::find(std::string_view key) const {
  if (last_.empty()) return nullptr;
  const auto place = last_.find(key);
  return place == last_.end() ? nullptr : &batch_.changes()[place->index];
}

// A single change may be larger than a batch.
Result<void> PendingBatch::commit_to(Store& store) const {
  if (batch_.changes().size() != 1) return store.apply(batch_);
  const Change& change = batch_.changes().front();
  if (change.value) return store.set(change.key, *change.value);
  const Result<bool> removed = store.remove(change.key);
  if (!removed.ok()) return removed.error();
  return {};
}

}  // namespace powercut
