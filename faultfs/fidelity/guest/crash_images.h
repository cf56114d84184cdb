// CrashImages: makes the disks that a power cut may leave of logged writes, if the disk has a
// cache.
//
// A write is durable when a later flush has been answered, or with its own answer if it asked for
// that. Until then the disk may have it or not, whatever other writes it has. So at each moment
// each subset of such writes is one image. A write of several blocks may be there in part, by whole
// blocks of 4096 bytes. But if all writes between two flushes have more than 24 blocks, each write
// is there as a whole or not at all.
//
//   since the last flush:  w1 w2 w3      moments after w1, w2, w3; subsets {} {1} {2} {12} {3} ...
//
// A subset is possible from the moment of its last write until a flush, or until a durable write
// that is not in it. Marks in the log say how many calls had returned. The disk answers at once and
// in order: no write is in flight beside a flush or a durable write.
#pragma once

#include <functional>

#include "faultfs/fidelity/guest/block_image.h"
#include "faultfs/fidelity/guest/block_log.h"

namespace powercut {

// The marks that the log may have passed when the power failed: any number from first to last.
struct MarkRange {
  int first;
  int last;
};

struct ImageCount {
  std::uint64_t subsets = 0;  // subsets of all gaps between two flushes; saturates at 2^62
  std::uint64_t visited = 0;  // those visited, distinct or not
};

struct ImageBudget {
  std::uint64_t exhaustive;  // a gap between two flushes with no more subsets is visited whole
  std::uint64_t in_vain;     // in another gap: random ones, until this many showed nothing
};

// Visits the images of all moments since the first mark. The visitor returns whether the image
// showed something new. If a gap has too many subsets, only some are visited: the prefixes, also
// without the write before the last; those with one write or block missing, or with one alone; and
// random ones. The same log and answers give the same visits.
ImageCount for_each_crash_image(const BlockImage& base, const BlockLog& log, ImageBudget budget,
                                const std::function<bool(const BlockImage&, MarkRange)>& visit);

}  // namespace powercut
