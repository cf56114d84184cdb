// Observations: keeps each distinct observation once, and gives it a number. An observation is the
// state that was read from a recovered image. The class does the same for sets of observations.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <map>
#include <span>
#include <vector>

#include "faultfs/disk/image_hash.h"
#include "powercut/harness/oracle.h"

namespace powercut {

using ObservationId = std::uint32_t;
inline constexpr ObservationId no_observation = 0xffffffff;

using ObservationSet = std::vector<ObservationId>;  // ascending
using ObservationSetId = std::uint32_t;             // 0: the empty set

class Observations {
 public:
  Observations() { sets_.emplace_back(); }

  // found: the values of all keys by key number, and then that of the probe (Examiner::found()).
  // Observations that differ in the probe alone have different numbers. The left-over value of an
  // absent key does not count.
  ObservationId intern(std::span<const FoundValue> found);

  std::span<const FoundValue> all_of(ObservationId id) const { return all_[id]; }

  // The observation without the probe.
  std::span<const FoundValue> keys_of(ObservationId id) const {
    return std::span(all_[id]).first(all_[id].size() - 1);
  }
  const FoundValue& probe_of(ObservationId id) const { return all_[id].back(); }
  bool same_keys(ObservationId left, ObservationId right) const;

  ObservationSetId intern_set(ObservationSet set);
  ObservationSetId united(ObservationSetId left, ObservationSetId right);
  const ObservationSet& set(ObservationSetId id) const { return sets_[id]; }

 private:
  std::vector<std::vector<FoundValue>> all_;
  absl::flat_hash_map<ImageHash, ObservationId, ImageHash::Hasher> by_hash_;
  std::vector<ObservationSet> sets_;
  std::map<ObservationSet, ObservationSetId> set_ids_;
  absl::flat_hash_map<std::uint64_t, ObservationSetId> unions_;
  std::string bytes_;
};

}  // namespace powercut
