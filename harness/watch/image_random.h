// ImageRandom: the random numbers of a recovery, as a function of its image.
//
// Images are recovered once, whatever crash left them, and that recovery stands for all
// (recoveries.h). So the numbers must be the same each time. They begin with the hash of the disk
// as it is when the first of them is asked for; a store that asks for none costs nothing.
//
// Why that is sound:
//   1. A recovery sees nothing but its image until it draws, so the disk is the same by then in
//      each recovery of the image, and so are the numbers, and all that it does with them.
//   2. Every number is possible, so each recovery is one that a server may see.
//   3. No life is shown a number that an earlier life has left behind. A crash in the recovery
//      leaves another disk, so the next life draws others, by a hash of 128 bits; the run itself
//      has a sequence of its own (run_random.h). Where the next life draws on the same disk, it
//      draws the same numbers: those that the life before drew there, and of which it left nothing,
//      or the disk would differ. A store that kept them in no file cannot know them from new ones.
//   4. Images that differ only where no recovery reads stand for each other (reduction.h, unread).
//      They have different numbers, and each could have those of the other, by 2.
//
// Within one examination the numbers go on from open to open. Threads: one.
#pragma once

#include <optional>

#include "faultfs/image_hash.h"
#include "powercut/harness/chooser.h"
#include "powercut/io/random.h"

namespace powercut {

class ImageRandom : public Random {
 public:
  // Begins anew, on this disk, which must outlive the numbers that are asked for.
  void begin(const Disk& disk) {
    disk_ = &disk;
    chooser_.reset();
  }

  bool has_drawn() const { return chooser_.has_value(); }

  std::uint64_t next() override {
    if (!chooser_) {
      ImageHasher hasher;
      hasher.take(*disk_);
      ImageHash hash = hasher.whole();
      chooser_.emplace(hash.low ^ Chooser(hash.high).next());
    }
    return chooser_->next();
  }

 private:
  const Disk* disk_ = nullptr;
  std::optional<Chooser> chooser_;
};

}  // namespace powercut
