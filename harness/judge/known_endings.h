// KnownEndings: keeps the results of the second halves of examinations (examiner.h), so that equal
// ones are run once. The second half begins with the second open.
//
// Many images are recovered to the same disk. A store sees nothing but its disk, and is judged
// against what the first open found. So the key is a hash of both. An examination in which the
// store drew random numbers before its second open is not looked up here.
//
// Memory is bounded: a keep() that finds 100,000 endings forgets them all first, and they are found
// out again. That changes no result. Threads: one for each object.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <optional>
#include <vector>

#include "faultfs/disk/image_hash.h"
#include "powercut/harness/oracle.h"

namespace powercut {

struct Ending {
  std::optional<Violation> violation = std::nullopt;
  std::vector<std::uint32_t> read = {};  // the files read, as indices in ImageHasher::entries()
};

class KnownEndings {
 public:
  // The ending for a key, or nullptr if it is not known. Valid until the next keep().
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
