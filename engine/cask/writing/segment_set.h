// SegmentSet: the segments that make up a store, and the manifests that say so on the disk.
//
// Invariants:
//   S1 at every moment and after every crash one of the two manifests is good (manifest_pair.h),
//      and every segment that it names is there, with its header.
//   S2 before this process writes a commit anywhere, a manifest of its own epoch is durable: the
//      salts of its segments were never used before.
//   S3 a segment of the log gets its first commit when a manifest that names it is durable;
//      a merged one is durable before a manifest names it.
//   S4 a file goes when the newest manifest that may be found does not name it, durably, and nobody
//      holds the segment.
//
// If the writing of a manifest failed, the files that it names are kept until another was written
// in its place.
//
// Threads: any; changes wait for each other, through their syncs. list() never waits for a sync.
#pragma once

#include <memory>

#include "engine/cask/formats/cask_files.h"
#include "engine/cask/index/cask_index.h"
#include "engine/cask/recovery/recovery.h"
#include "engine/cask/segments/health.h"
#include "engine/cask/segments/manifest_pair.h"
#include "powercut/engine/cask_options.h"
#include "powercut/io/mutex.h"

namespace powercut {

class SegmentSet {
 public:
  SegmentSet(CaskFiles& files, const CaskOptions& options, CaskIndex& index, Health& health,
             std::uint64_t store)
      : files_(files),
        options_(options),
        index_(index),
        health_(health),
        new_store_(store),
        manifests_(files, health) {}

  // Makes the manifest durable that they are of.
  Result<void> use(Recovered recovered);

  // The segments of the manifest, oldest first.
  SegmentList list() const;

  // These, and the others that a place in the index may still name.
  SegmentList all() const;

  // A new segment at the end of the log, durable and named. S2, S3.
  Result<std::shared_ptr<Segment>> add_log_segment(SegmentHeader header);

  // One that a compaction will write; no manifest names it yet. S2.
  Result<std::shared_ptr<Segment>> create_merged_segment();

  // Outputs, durable, take the place of inputs, which stand one behind the other. Readers still
  // find the inputs, until they are condemned.
  Result<void> replace(const SegmentList& inputs, const SegmentList& outputs);

  // Nothing in the index names these any more.
  void condemn(const SegmentList& segments);

  // Outputs that will not be used.
  void abandon(const SegmentList& segments);

  // Says on disk which segments are sealed now. A process that has written nothing yet writes only
  // if the last one has left something to be said, or to be removed.
  Result<void> write_down();

  // The one that counts.
  Manifest manifest();

  // Removes the files that S4 lets go. Does not wait.
  void collect();

  CaskFiles& files() { return files_; }

 private:
  // With changes_ held.
  Result<void> claim();
  Result<std::shared_ptr<Segment>> create(SegmentHeader header);
  Result<void> write_header(const SegmentHeader& header, File& file);
  Result<void> write_manifest(Manifest next, const SegmentList& segments);
  void publish(SegmentList segments);
  void give_back_room(const Manifest& before, const SegmentList& segments);
  void doom(const SegmentList& segments);
  void remove(CaskFileName name);

  CaskFiles& files_;
  const CaskOptions& options_;
  CaskIndex& index_;
  Health& health_;
  std::uint64_t new_store_;  // what a new store is called

  Mutex changes_;
  bool claimed_ = false;
  ManifestPair manifests_;
  std::uint32_t next_number_ = 1;
  std::vector<CaskFileName> doomed_;  // may go when the next manifest is durable

  mutable Mutex list_mutex_;
  SegmentList segments_;
  SegmentList all_;
  SegmentList condemned_;
};

}  // namespace powercut
