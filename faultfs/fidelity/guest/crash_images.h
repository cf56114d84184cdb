// CrashImages: the disks that a power cut may leave of logged writes, when the disk has a cache.
//
// A write is durable when a flush that came after it has been answered, or by itself if it said so.
// Until then the disk may have it or not, whatever came before or after: so at each moment each
// subset of such writes is one image. A write of several blocks may be there in part, by whole
// blocks of 4096 bytes; but where all writes between two flushes have more than 24 of them, a write
// is there as a whole or not at all.
//
//   since the last flush:  w1 w2 w3      moments after w1, w2, w3; subsets {} {1} {2} {12} {3} ...
//
// A subset is possible from the moment that its last write has been made, until a flush or a
// durable write that it does not have. Marks in between say how many calls had returned. The disk
// answers at once and in order: no write is in flight beside a flush or a durable write.
#pragma once

#include <functional>

#include "faultfs/fidelity/guest/block_image.h"
#include "faultfs/fidelity/guest/block_log.h"

namespace powercut {

// Marks that had been passed when the power failed: any of these numbers.
struct MarkRange {
  int first;
  int last;
};

struct ImageCount {
  std::uint64_t subsets = 0;  // all between two flushes, over all flushes; saturates at 2^62
  std::uint64_t visited = 0;  // of those, distinct or not
};

struct ImageBudget {
  std::uint64_t exhaustive;  // a gap between two flushes with no more subsets is visited whole
  std::uint64_t in_vain;     // of another: random ones until so many in a row showed nothing new
};

// Visits the images of all moments since the first mark; the visitor says whether one showed
// something new. A gap with too many subsets has a part visited: the prefixes, those with one block
// missing, or one alone, and random ones. The same for the same log and answers.
ImageCount for_each_crash_image(const BlockImage& base, const BlockLog& log, ImageBudget budget,
                                const std::function<bool(const BlockImage&, MarkRange)>& visit);

}  // namespace powercut
