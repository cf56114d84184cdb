// CompactionRun: makes some neighbouring sealed segments fewer, without their dead records.
//
//   copying -> installing -> moving -> done
//
//   copying     each record of the inputs that is its key's last word goes to the outputs; and each
//               that removes, while an older segment may hold its key.
//   installing  the log is synced: the change that made a record dead must be durable before the
//               record goes (D3, D6). Then outputs, their names, and the manifest that names them.
//   moving      the index learns the new places. The inputs are condemned.
//
// With the ordered index the outputs are in the order of the keys. A record that dies while it is
// copied is only dead weight in an output. Readers find every key at every moment (D11).
//
// A record is copied if its checksum is right. From then on the copy counts: whatever becomes of
// the input, the index learns the new place if it still names the old one.
//
// Memory: 8 bytes for each record that is copied, until it is moved. Threads: one; readers and
// writers go on.
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
  // Inputs stand one behind the other in the manifest.
  CompactionRun(SegmentSet& segments, const CaskOptions& options, CaskIndex& index,
                CommitQueue& queue, Health& health, SegmentList inputs, InputRange range);
  CompactionRun(const CompactionRun&) = delete;
  CompactionRun& operator=(const CompactionRun&) = delete;

  // Does a part of the work: copies so many bytes of records, or up to one record more. True:
  // all is done. After an error the run is over, and has changed nothing but for files that will
  // go; unless it is_installed(): then it must go on some time, before another one begins.
  Result<bool> step(std::uint64_t bytes);
  bool is_installed() const { return stage_ == Stage::moving; }

  // Ends it, unless it is_installed(): its files go.
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
  std::size_t changes_at_once_;  // looks at the index, or changes of it, for which writers wait
  SegmentList inputs_;
  absl::flat_hash_map<std::uint32_t, Segment*> input_of_;  // by its number
  std::unique_ptr<CompactionCandidates> source_;
  MergedWriter writer_;

  // Where a set was copied from. It is as long as its copy.
  struct Source {
    std::uint32_t segment;
    std::uint32_t offset;
  };
  std::deque<Source> sources_;  // of those that are not moved yet, in the order of the outputs

  Stage stage_ = Stage::gathering;
  std::size_t next_output_ = 0;
  std::size_t next_change_ = 0;  // of that, to be moved
  std::vector<CompactionCandidate> candidates_;
  std::size_t next_candidate_ = 0;
  std::uint64_t copied_bytes_ = 0;
  std::string record_;
};

}  // namespace powercut
