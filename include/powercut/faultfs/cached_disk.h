// CachedDisk: a disk behind a cache, as calls and syncs change the two: what is durable, what
// processes see, and the effects that are pending between them.
//
//   begin(call)    the call's effects come up (split_call); at once: they are under way
//   finish()       the cache has the call; its effects are pending; a sync settles some of them
//
// What a sync settles. A sync demands effects, and all that these need (faultfs/sync_demands.h). A
// demanded effect is in every state from now on, so it is applied to the durable disk and leaves
// the list, unless an older effect that may still be lost speaks of the same place: then it waits
// its turn in the list, marked `must`.
//
// Example, where the sync of a file covers its names (sync_scope names):
//
//   remove g                    0 the name g goes
//   create another file as g    1 the name g comes
//   sync that file              1 is demanded. 0 changes the same name, and may still be lost: 1
//                               waits in the list, and every state has it
//   sync /                      0 is demanded, too: both are applied, 0 first
//
// The invariant: the durable disk, with any legal choice of the pending effects applied in their
// order, is a legal state; a choice must keep the effects marked `must`, and an effect that is kept
// has all that it needs kept. Applying an effect early changes no state, since none that it
// overtakes speaks of the same place.
//
// What a failed sync forgets stays in the list, in doubt (faultfs/failed_sync.h). At once, the
// cache has all that was done, so the disk that every state has is the cache itself; once something
// was forgotten, it is a third disk with all but that (`eager`).
//
// Copyable, also in the middle of a trace. The traces and the model are borrowed. Threads: one
// each.
#pragma once

#include "powercut/faultfs/pending_list.h"

namespace powercut {

// A half-open range of call indices: the crash points of these calls.
struct CallRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

class CachedDisk {
 public:
  // base: the disk at the trace's mount, all of it durable.
  CachedDisk(const PersistenceModel& model, const Disk& base);

  // As if made anew on this disk, with the memory that there is.
  void restart_on(const Disk& base);

  void begin(const Trace& trace, std::uint32_t call);
  void finish();

  // Goes over calls without their effects. Nothing is pending before them, nor behind them; none
  // has failed.
  void pass(const Trace& trace, CallRange calls);

  std::uint32_t call() const { return call_; }
  const Call& made() const { return trace_->calls()[call_]; }

  // At once: the call has begun, and has not returned.
  bool is_under_way() const { return under_way_; }

  // The disk that every state has. At once: with all that returned calls did and no failed sync
  // has forgotten. Else with what is durable.
  Disk& common();
  const Disk& cache() const { return cache_; }

  // The effects that returned calls left pending, and those of the call under way.
  const std::vector<PendingEffect>& pending() const { return pending_.all(); }
  const std::vector<PendingEffect>& of_call() const { return of_call_; }

  // Where in pending() the effects of the last call begin; whether that call made states that were
  // none before, whichever effects they have.
  std::size_t new_from() const { return new_from_; }
  bool all_new() const { return all_new_; }

  bool has_forgotten() const;
  bool is_settled() const {
    if (model_->writeback == Writeback::at_once) return !under_way_ && !has_forgotten();
    return pending_.all().empty();
  }
  const PersistenceModel& model() const { return *model_; }

 private:
  void dirty_again(const Call& write);
  bool may_be_longer(InodeId file) const;
  void add_inode_and_room(const Call& call);
  void fail_sync(const Call& sync);
  void settle();
  bool must_wait(std::size_t count, const PendingEffect& effect) const;

  const PersistenceModel* model_;
  Disk durable_;  // what syncs have made durable
  Disk eager_;    // at_once after a failed sync: all that was done and not forgotten
  Disk cache_;    // as processes see it
  bool forgot_any_ = false;
  PendingList pending_;
  std::vector<PendingEffect> of_call_;  // of the call under way
  const Trace* trace_ = nullptr;
  std::uint32_t call_ = 0;
  bool under_way_ = false;
  std::size_t new_from_ = 0;
  bool all_new_ = true;
};

}  // namespace powercut
