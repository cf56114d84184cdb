// Compactor: when segments are compacted, and which.
//
//   dead percent of all segments:  0 ------ start ------ max
//                                  nothing   background    writers wait, or help
//
// The background works in steps, on the background executor. A writer that finds too much dead does
// steps itself, or waits for the one under way: so the disk never holds much more than it may, and
// nothing needs a thread. Threads: any; one does a step at a time.
#pragma once

#include "engine/background_task.h"
#include "engine/cask/compaction/compaction_run.h"

namespace powercut {

class Compactor {
 public:
  Compactor(Environment& environment, const CaskOptions& options, SegmentSet& segments,
            CaskIndex& index, CommitQueue& queue, Health& health, CaskCounters& counters);
  Compactor(const Compactor&) = delete;
  Compactor& operator=(const Compactor&) = delete;

  // Before a write: starts the background, or helps, if there is enough to do. A failure is no
  // concern of the writer's, unless it was a sync that failed: then nothing is written any more.
  void before_write(std::uint64_t position);

  // Whether a write at the position would have to help, or wait. Starts the background, too.
  bool is_behind_at(std::uint64_t position) const;

  // All segments become as few as can be, without anything dead. closed: it was stopped.
  Result<void> compact_all();

  // Ends background work, and soon each compact_all() of other threads; half-done work stays so.
  void stop();

  // After stop(): a half-done run is given up, and its files go; unless the manifest says it
  // already: then the index learns it, too. After an error it may name segments that are none of
  // the store's any more.
  Result<void> finish();

 private:
  struct Books {
    std::uint64_t total = 0;  // bytes of all segments
    std::uint64_t dead = 0;
  };

  void look(std::uint64_t position) const;
  Books books() const;
  bool is_over(std::uint32_t percent) const;
  std::unique_ptr<CompactionRun> choose();
  Result<bool> step();
  Result<void> compact_all_now();
  Result<void> finish_run();
  void step_in_background();

  const CaskOptions& options_;
  SegmentSet& segments_;
  CaskIndex& index_;
  CommitQueue& queue_;
  Health& health_;
  CaskCounters& counters_;

  // The position at which the books were last looked at, and whether it was over the maximum then.
  mutable std::atomic<std::uint64_t> looked_at_ = 0;
  mutable std::atomic<bool> is_behind_ = false;
  std::atomic<bool> compacts_all_ = false;
  std::atomic<bool> is_stopped_ = false;

  Mutex work_;                          // held through a step
  std::unique_ptr<CompactionRun> run_;  // under way

  mutable BackgroundTask background_;
};

}  // namespace powercut
