// ImageRandom: makes the random numbers of a recovery, as a function of its image.
//
// An image is recovered once, whatever crash left it, and that recovery stands for all
// (recoveries.h). So the numbers must be the same each time. The seed is the hash of the disk at
// the moment when the store asks for the first number. A store that asks for none costs nothing.
//
// Why that is sound:
//   1. A recovery sees nothing but its image until it draws. So by then the disk is the same in
//      each recovery of the image, and so are the numbers and all that the store does with them.
//   2. Every number is possible, so each recovery is one that a server may see.
//   3. No life gets a number that an earlier life has left on the disk. A crash in the recovery
//      leaves another disk, so the next life gets other numbers, by a hash of 128 bits. The run
//      itself has a sequence of its own (run_random.h). If the next life draws on the same disk, it
//      gets the numbers that the life before drew there. That life has left nothing of them, or the
//      disk would differ. So the store cannot tell them from new ones.
//   4. Images that differ only where no recovery reads stand for each other (reduction.h, unread).
//      They have different numbers, but each could have those of the other, by 2.
//
// Within one examination the numbers go on from open to open. Threads: one.
#pragma once

#include <optional>

#include "faultfs/disk/image_hash.h"
#include "powercut/harness/chooser.h"
#include "powercut/io/random.h"

namespace powercut {

class ImageRandom : public Random {
 public:
  // Begins a new sequence for this disk, which must outlive the use of the numbers.
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
