// CompactionCandidates: yields the records of a compaction's inputs that may have to be copied, a
// part at a time, in the order that they get in the outputs.
//
//   without the ordered index   input by input, in the order of each input
//   some of the segments        sorted by key, all in memory; records of one key by age
//   the whole store             from a snapshot of the ordered index, however many they are
//
// Each input is first read as a whole, so that a damaged record is neither lost silently nor
// copied. Threads: one. Others may change the index meanwhile.
#pragma once

#include <memory>
#include <vector>

#include "engine/cask/formats/cask_files.h"
#include "engine/cask/index/cask_index.h"
#include "engine/cask/segments/health.h"

namespace powercut {

// The place of the inputs among the store's segments. `oldest` inputs include the oldest segment.
enum class InputRange : std::uint8_t { inner, oldest, all };

struct CompactionCandidate {
  PlacedChange change;
  std::uint64_t hash;
};

class CompactionCandidates {
 public:
  virtual ~CompactionCandidates() = default;

  // Replaces the candidates by the next ones, perhaps by none, after the work of about one segment.
  // False: there are no more. The keys are valid until the next call. corrupt: an input is damaged;
  // its Segment::is_damaged is set.
  virtual Result<bool> next(std::vector<CompactionCandidate>& candidates) = 0;
};

struct CompactionSource {
  const CaskFiles& files;
  CaskIndex& index;
  Health& health;
};

std::unique_ptr<CompactionCandidates> candidates_of(const CompactionSource& source,
                                                    const SegmentList& inputs, InputRange range);

}  // namespace powercut
