// Compactor: decides when segments are compacted, and which, and runs the compactions.
//
//   dead percent of all segments:  0 ------ start ------ max
//                                  nothing   background    writers wait, or help
//
// Compaction runs in steps on the background executor. If a writer finds more dead bytes than the
// maximum, it does a step itself, after the step that is under way. But it does not wait for
// compact_all(). So the disk never holds much more than it may, and no thread of its own is needed.
// Threads: any may call; one at a time does a step.
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

  // Called before a write at the position. Schedules the background, or does a step, if there is
  // enough to do. A failed step does not fail the write. But if a sync failed, nothing is written
  // any more.
  void before_write(std::uint64_t position);

  // True if a write at the position would have to do a step or wait for one. Schedules the
  // background, too.
  bool is_behind_at(std::uint64_t position) const;

  // Makes the segments as few as possible, without anything dead. closed: stop() was called.
  Result<void> compact_all();

  // Ends background work. Each compact_all() of another thread returns soon. A half-done run stays
  // as it is.
  void stop();

  // Called after stop(). Gives up a half-done run and removes its files. If the manifest names its
  // outputs already, it finishes the run, so that the index learns the new places. After an error
  // the index may name segments that the store no longer has.
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

  // The position of the last look at the books, and whether the dead share was over the maximum
  // then.
  mutable std::atomic<std::uint64_t> looked_at_ = 0;
  mutable std::atomic<bool> is_behind_ = false;
  std::atomic<bool> compacts_all_ = false;
  std::atomic<bool> is_stopped_ = false;

  Mutex work_;                          // held through a step
  std::unique_ptr<CompactionRun> run_;  // the one under way

  mutable BackgroundTask background_;
};

}  // namespace powercut
