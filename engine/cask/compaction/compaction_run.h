// CompactionRun: rewrites neighbouring sealed segments as fewer ones, without their dead records.
//
//   gathering <-> copying; then installing -> moving -> done
//
//   gathering   the next candidates are taken from the inputs. When there are no more, the outputs
//               are made durable.
//   copying     each record that is the last word on its key is copied to an output. So is a record
//               that removes, while an older segment may hold its key.
//   installing  the log is synced: the change that made a record dead must be durable before the
//               record goes (D3, D6). Then the outputs' names are made durable, and after them the
//               manifest that names the outputs.
//   moving      the index learns the new places. Then the inputs are condemned.
//
// With the ordered index, the outputs are in the order of the keys. A record that dies after it was
// copied counts as dead bytes of its output. Readers find every key at every moment (D11).
//
// A record is copied if its checksum is right. From then on the copy counts, whatever becomes of
// the input: the index learns the new place if it still names the old one.
//
// Memory: 8 bytes for each set that is copied, until the index has learned its place. Threads: one;
// readers and writers go on meanwhile.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <deque>
#include <span>

#include "engine/cask/compaction/compaction_candidates.h"
#include "engine/cask/compaction/merged_writer.h"
#include "engine/cask/writing/commit_queue.h"

namespace powercut {

class CompactionRun {
 public:
  // The inputs are neighbours in the manifest.
  CompactionRun(SegmentSet& segments, const CaskOptions& options, CaskIndex& index,
                CommitQueue& queue, Health& health, SegmentList inputs, InputRange range);
  CompactionRun(const CompactionRun&) = delete;
  CompactionRun& operator=(const CompactionRun&) = delete;

  // Does a part of the work: copies `bytes` bytes of records, or up to one record more. True: all
  // is done. After an error the run is over, and has changed nothing but for files that will be
  // removed. But a run that is_installed() is not over: step() must be called again before another
  // run begins.
  Result<bool> step(std::uint64_t bytes);
  bool is_installed() const { return stage_ == Stage::moving; }

  // Ends the run and removes its files, unless it is_installed().
  void give_up();

  // The bytes of records copied so far.
  std::uint64_t copied_bytes() const { return copied_bytes_; }

 private:
  enum class Stage : std::uint8_t { gathering, copying, installing, moving, done };

  Result<void> advance(std::uint64_t bytes);
  Result<void> gather();
  Result<void> copy(std::uint64_t bytes);
  std::span<const CompactionCandidate> next_group(std::uint64_t bytes) const;
  Result<std::vector<bool>> which_to_keep(std::span<const CompactionCandidate> group);
  Result<void> copy(const CompactionCandidate& candidate);
  Result<void> install();
  Result<void> keep_cut_bytes(Segment& input);
  Result<void> move();
  void move_some(Segment& output, std::span<const PlacedChange> changes);
  RecordPlace source_of(const PlacedChange& change, std::uint64_t hash);
  Result<bool> is_to_keep(const CompactionCandidate& candidate);

  SegmentSet& segments_;
  CaskIndex& index_;
  CommitQueue& queue_;
  Health& health_;
  std::size_t changes_at_once_;  // lookups or changes of the index for which writers wait
  SegmentList inputs_;
  absl::flat_hash_map<std::uint32_t, Segment*> input_of_;  // by number
  std::unique_ptr<CompactionCandidates> source_;
  MergedWriter writer_;

  // Where a set was copied from. It is as long as its copy.
  struct Source {
    std::uint32_t segment;
    std::uint32_t offset;
  };
  std::deque<Source> sources_;  // of sets not moved yet, in the order of the outputs

  Stage stage_ = Stage::gathering;
  std::size_t next_output_ = 0;
  std::size_t next_change_ = 0;  // of that output; the next to be moved
  std::vector<CompactionCandidate> candidates_;
  std::size_t next_candidate_ = 0;
  std::uint64_t copied_bytes_ = 0;
  std::string record_;
};

}  // namespace powercut
