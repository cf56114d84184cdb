// SegmentSet: holds the segments that make up a store, and writes the manifests that name them.
//
// Invariants:
//   S1 At every moment and after every crash one of the two manifests is good (manifest_pair.h),
//      and every segment that it names is there, with its header.
//   S2 Before this process writes a commit anywhere, a manifest of its own epoch is durable. So the
//      salts of its segments were never used before.
//   S3 A segment of the log gets its first commit only when a manifest that names it is durable. A
//      merged segment is durable before a manifest names it.
//   S4 A file is removed only when the newest manifest that may be found is durable and does not
//      name it, and nobody holds the segment.
//
// If the write of a manifest failed, the files that it names are kept until another manifest was
// written in its place.
//
// Threads: any. Changes wait for each other, also through their syncs. list() never waits for a
// sync.
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

  // Takes what a recovery found, and makes its manifest durable.
  Result<void> use(Recovered recovered);

  // The segments of the manifest, oldest first.
  SegmentList list() const;

  // These segments, and the others that a place in the index may still name.
  SegmentList all() const;

  // Makes a new segment at the end of the log, durable and named (S2, S3).
  Result<std::shared_ptr<Segment>> add_log_segment(SegmentHeader header);

  // Makes a segment for a compaction to write. No manifest names it yet (S2).
  Result<std::shared_ptr<Segment>> create_merged_segment();

  // Puts the outputs, which are durable, in the place of the inputs, which are neighbours. Readers
  // still find the inputs until they are condemned.
  Result<void> replace(const SegmentList& inputs, const SegmentList& outputs);

  // Gives up segments that nothing in the index names any more. collect() removes their files.
  void condemn(const SegmentList& segments);

  // Removes the files of outputs that will not be used.
  void abandon(const SegmentList& segments);

  // Writes to disk which segments are sealed now. If this process has written nothing yet, it
  // writes only if the last one has left something to be said or to be removed.
  Result<void> write_down();

  // The manifest that counts.
  Manifest manifest();

  // Removes the files that S4 allows to remove. Does not wait.
  void collect();

  CaskFiles& files() { return files_; }

 private:
  // The caller holds changes_.
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
  std::uint64_t new_store_;  // Manifest::store of a new store

  Mutex changes_;
  bool claimed_ = false;
  ManifestPair manifests_;
  std::uint32_t next_number_ = 1;
  std::vector<CaskFileName> doomed_;  // to be removed when the next manifest is durable

  mutable Mutex list_mutex_;
  SegmentList segments_;
  SegmentList all_;
  SegmentList condemned_;
};

}  // namespace powercut
