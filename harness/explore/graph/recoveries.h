// Recoveries: recovers images, and keeps the result of each for all models that leave the image.
//
//   image --hash--> known?  the kept result, with the calls that the recovery made
//                   new?    the examiner opens the image, and the result is kept
//
// A store is a function of its image, since its random numbers are one too (image_random.h). So
// models that leave the same image share its recovery. They do not share the states that a crash
// among its calls leaves, since these depend on the model.
//
// Memory is bounded: an image that was not asked for lately is forgotten, and recovered again if it
// comes up once more. So the bound changes no result, but only the time that it takes.
//
// Threads: one for each object. Deterministic.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <atomic>
#include <memory>
#include <vector>

#include "faultfs/disk/image_hash.h"
#include "harness/explore/examiner.h"
#include "harness/explore/never_stops.h"
#include "harness/judge/observations.h"
#include "powercut/faultfs/trace.h"

namespace powercut {

struct RecoveredImage {
  Examination examination;
  ObservationId found = no_observation;        // in Recoveries::found(); none if the open failed
  std::vector<std::uint64_t> read_names = {};  // path hashes of the files that were read; sorted
  bool renames = false;                        // the watched calls rename or link files
  bool is_watched = false;                     // `trace` has the calls up to the close
  Trace trace = {};

  // The numbers that the trace has for the files of the image, in the order of
  // ImageHasher::entries(), and how many inodes the image had. A new file has the next number.
  std::vector<InodeId> inodes = {};
  InodeId inode_count = 0;
};

class Recoveries {
 public:
  // remembers: if false, each image is opened anew, for audits and comparisons. stops: once it is
  // set, recover() throws Stopped before it opens another image.
  Recoveries(const StoreUnderTest& store, const KeyTable& keys, bool remembers,
             const std::atomic<bool>& stops = never_stops())
      : examiner_(store, keys, remembers), remembers_(remembers), stops_(stops) {}

  // One call may have very many states, and a recovery of each.
  struct Stopped {};

  struct Wish {
    bool watches = false;   // the calls are wanted
    bool lives_on = false;  // the store lives on after the second open (examiner.h)
  };
  // The recovery of the image, kept or new. hasher: must have taken this image.
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
  const std::atomic<bool>& stops_;
  Observations found_;
  Trace trace_;
  ReadSet reads_;
  std::uint64_t opened_ = 0;
  // When the newer ones have filled their share of memory, the older ones are dropped, and the
  // newer ones become the older ones.
  ByImage newer_;
  ByImage older_;
  std::uint64_t newer_bytes_ = 0;
};

// True if the trace of the recovery numbers files as this image does.
bool numbers_alike(const RecoveredImage& recovery, const Disk& image, const ImageHasher& hasher);

// The trace as the recovery of this image would make it. The image must be equal to the recovered
// one, except for the numbers of its files.
Trace renumbered(const RecoveredImage& recovery, const Disk& image, const ImageHasher& hasher);

}  // namespace powercut
