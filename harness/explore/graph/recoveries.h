// Recoveries: images that were opened, and what came of each, whatever the model that left it.
//
//   image --hash--> known? what came of it then, with the calls that its recovery made
//                   new?   the examiner opens it, and what comes of it is kept
//
// A store is a function of its image, its random numbers too (image_random.h), so models that leave
// the same image share its recovery. They do not share the states that a crash among its calls
// leaves: each model says its own.
//
// Memory is bounded: an image that was not asked for lately is forgotten, and recovered again if it
// comes up once more. So the bound changes no result, only how long it takes.
//
// Threads: one each. Deterministic.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <memory>
#include <vector>

#include "faultfs/image_hash.h"
#include "harness/explore/examiner.h"
#include "harness/judge/observations.h"
#include "powercut/faultfs/trace.h"

namespace powercut {

struct RecoveredImage {
  Examination examination;
  ObservationId found = no_observation;        // of Recoveries::found(); none: nothing was found
  std::vector<std::uint64_t> read_names = {};  // of files, by the hashes of their paths; sorted
  bool renames = false;                        // or links, and was watched
  bool is_watched = false;                     // `trace` has its calls up to the close
  Trace trace = {};

  // How the trace numbers files: the image's in the order of ImageHasher::entries(), and how many
  // there were. The next one that came into being has the next number.
  std::vector<InodeId> inodes = {};
  InodeId inode_count = 0;
};

class Recoveries {
 public:
  // remembers: false: each image is opened anew, for audits and comparisons.
  Recoveries(const StoreUnderTest& store, const KeyTable& keys, bool remembers)
      : examiner_(store, keys, remembers), remembers_(remembers) {}

  struct Wish {
    bool watches = false;   // the calls are wanted
    bool lives_on = false;  // after the second open the store goes on
  };
  // hasher: has taken this image. The result stays valid as long as somebody holds it.
  std::shared_ptr<const RecoveredImage> recover(Disk& image, const ImageHasher& hasher,
                                                const Wish& wish);

  const Observations& found() const { return found_; }

  // How many images were opened.
  std::uint64_t opened() const { return opened_; }

 private:
  using ByImage =
      absl::flat_hash_map<ImageHash, std::shared_ptr<const RecoveredImage>, ImageHash::Hasher>;

  std::shared_ptr<const RecoveredImage> examine(Disk& image, const ImageHasher& hasher,
                                                const Wish& wish);
  void keep(const ImageHash& key, const std::shared_ptr<const RecoveredImage>& recovery);

  Examiner examiner_;
  bool remembers_;
  Observations found_;
  Trace trace_;
  ReadSet reads_;
  std::uint64_t opened_ = 0;
  // Once the newer ones take their share of memory, the older ones go and they become the older.
  ByImage newer_;
  ByImage older_;
  std::uint64_t newer_bytes_ = 0;
};

// Whether the trace of the recovery numbers files as this image does.
bool numbers_alike(const RecoveredImage& recovery, const Disk& image, const ImageHasher& hasher);

// The trace as it would be on this image, which is equal but for the numbers of files.
Trace renumbered(const RecoveredImage& recovery, const Disk& image, const ImageHasher& hasher);

}  // namespace powercut
