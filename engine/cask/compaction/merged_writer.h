// MergedWriter: writes records that a compaction keeps into new segments, with their hints.
//
// Nothing of it is durable before finish(); no manifest names it. Threads: one.
#pragma once

#include "engine/cask/segments/hint.h"
#include "engine/cask/writing/segment_set.h"

namespace powercut {

class MergedWriter {
 public:
  MergedWriter(SegmentSet& segments, const CaskOptions& options, Health& health)
      : segments_(segments), options_(options), health_(health) {}

  // Appends the record, with its checksum as it is.
  Result<void> add(const PlacedChange& change, Bytes record);

  // All that was added is durable, but for the names of its files.
  Result<void> finish();

  // The segments so far, in their order.
  const SegmentList& segments() const { return outputs_; }

 private:
  Result<void> write_commit();
  Result<void> finish_segment();

  SegmentSet& segments_;
  const CaskOptions& options_;
  Health& health_;
  SegmentList outputs_;
  bool is_open_ = false;  // the last of them takes more
  std::string commit_;
  HintBuilder hint_;
};

}  // namespace powercut
