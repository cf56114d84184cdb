// CompactionCandidates: the records of a compaction's inputs that may have to be copied, a part at
// a time, in the order of the outputs.
//
//   without an order       input by input, as they stand there
//   some of the segments   sorted, all of them in memory; those of one key as they were written
//   the whole store        as a snapshot of the ordered index has them, however many they are
//
// Each input is read first, whole: a record that is not good any more is neither lost silently nor
// copied. Threads: one; the index changes meanwhile.
#pragma once

#include <memory>
#include <vector>

#include "engine/cask/formats/cask_files.h"
#include "engine/cask/index/cask_index.h"
#include "engine/cask/segments/health.h"

namespace powercut {

// Which of the store's segments the inputs are.
enum class InputRange : std::uint8_t { inner, oldest, all };

struct CompactionCandidate {
  PlacedChange change;
  std::uint64_t hash;
};

class CompactionCandidates {
 public:
  virtual ~CompactionCandidates() = default;

  // The next ones in place of the last, perhaps none, after the work of about a segment; false:
  // there are no more. Their keys are good until the next call. corrupt: an input is damaged, and
  // marked so.
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
