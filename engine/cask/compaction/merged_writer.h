// MergedWriter: writes the records that a compaction keeps to new segments, and a hint for each.
//
// Nothing is promised to be durable before finish() has returned ok. No manifest names the segments
// while this class writes them. Threads: one.
#pragma once

#include "engine/cask/segments/hint.h"
#include "engine/cask/writing/segment_set.h"

namespace powercut {

class MergedWriter {
 public:
  MergedWriter(SegmentSet& segments, const CaskOptions& options, Health& health)
      : segments_(segments), options_(options), health_(health) {}

  // Appends the record unchanged; its checksum is not computed anew.
  Result<void> add(const PlacedChange& change, Bytes record);

  // Makes all added records durable. It does not make the names of the segment files durable.
  Result<void> finish();

  // The segments made so far, in the order in which they were made.
  const SegmentList& segments() const { return outputs_; }

 private:
  Result<void> write_commit();
  Result<void> finish_segment();

  SegmentSet& segments_;
  const CaskOptions& options_;
  Health& health_;
  SegmentList outputs_;
  bool is_open_ = false;  // the last of outputs_ can take more records
  std::string commit_;
  HintBuilder hint_;
};

}  // namespace powercut
