// KnownEndings: what came of the second half of an examination, from the second open on, by the
// disk that it began on.
//
// Most images are recovered to a disk that others were recovered to as well. From there on the
// store does the same: it sees nothing but its disk (and random numbers that follow from it), and
// is held to what was found. So the key is the hash of both.
//
// Memory is bounded: once there are too many, all are forgotten, and found out again. That changes
// no result. Threads: one each.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <optional>
#include <vector>

#include "faultfs/image_hash.h"
#include "powercut/harness/oracle.h"

namespace powercut {

struct Ending {
  std::optional<Violation> violation = std::nullopt;
  std::vector<std::uint32_t> read = {};  // files, as places in ImageHasher::entries()
};

class KnownEndings {
 public:
  // nullptr: it is not known. Stays valid until the next keep().
  const Ending* find(const ImageHash& begin) const {
    auto known = endings_.find(begin);
    return known == endings_.end() ? nullptr : &known->second;
  }

  void keep(const ImageHash& begin, Ending ending) {
    constexpr std::size_t endings_max = 100'000;
    if (endings_.size() >= endings_max) endings_.clear();
    endings_.insert_or_assign(begin, std::move(ending));
  }

 private:
  absl::flat_hash_map<ImageHash, Ending, ImageHash::Hasher> endings_;
};

}  // namespace powercut
