#include "harness/judge/observations.h"

#include <algorithm>

namespace powercut {

namespace {

void append_number(std::string& bytes, std::uint64_t number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

bool same(const FoundValue& left, const FoundValue& right) {
  return left.there == right.there && (!left.there || left.value == right.value);
}

}  // namespace

ObservationId Observations::intern(std::span<const FoundValue> found) {
  bytes_.clear();
  for (const FoundValue& value : found) {
    append_number(bytes_, value.there ? value.value.size() + 1 : 0);
    if (value.there) bytes_ += value.value;
  }
  auto [entry, is_new] =
      by_hash_.try_emplace(hash_of(as_bytes(bytes_)), static_cast<ObservationId>(all_.size()));
  if (is_new) all_.emplace_back(found.begin(), found.end());
  return entry->second;
}

bool Observations::same_keys(ObservationId left, ObservationId right) const {
  return left == right || std::ranges::equal(keys_of(left), keys_of(right), same);
}

ObservationSetId Observations::intern_set(ObservationSet set) {
  if (set.empty()) return 0;
  auto [entry, is_new] = set_ids_.try_emplace(set, static_cast<ObservationSetId>(sets_.size()));
  if (is_new) sets_.push_back(std::move(set));
  return entry->second;
}

ObservationSetId Observations::united(ObservationSetId left, ObservationSetId right) {
  if (left == right || right == 0) return left;
  if (left == 0) return right;
  auto [entry, is_new] = unions_.try_emplace(std::uint64_t{left} << 32 | right, 0);
  if (is_new) {
    ObservationSet both;
    std::ranges::set_union(sets_[left], sets_[right], std::back_inserter(both));
    entry->second = intern_set(std::move(both));
  }
  return entry->second;
}

}  // namespace powercut
