// CachedDisk: follows a disk and its cache through calls and syncs. It knows the durable content,
// the content that processes see, and the effects that are pending between the two.
//
//   begin(call)    splits the call into effects (split_call); under `at_once` they are under way
//   finish()       applies the call to the cache, and makes its effects pending; a sync settles
//                  some pending effects
//
// A sync demands effects, and all that these need (faultfs/pending/sync_demands.h): from then on a
// demanded effect is in every state. The sync settles it: it is applied to the durable disk and
// leaves the list. But if an older effect that may still be lost changes the same place, the
// demanded one stays in the list until that is settled, marked `must`.
//
// Example, where the sync of a file covers its names (sync_scope names):
//
//   remove g                    0 the name g goes
//   create another file as g    1 the name g comes
//   sync that file              demands 1. 0 changes the same name, and may still be lost: 1 stays
//                               in the list, and every state has it
//   sync /                      demands 0, too: both are applied, 0 first
//
// The invariant: the durable disk, with any legal choice of the pending effects applied in their
// order, is a legal state. A legal choice keeps the effects marked `must`, and keeps all that a
// kept effect needs. An effect may be applied before an older one that stays pending: this changes
// no state, since the two do not change the same place.
//
// An effect that a failed sync forgets stays in the list, in doubt (faultfs/pending/failed_sync.h).
// Under `at_once` the cache has all effects of calls that returned, so common() is the cache
// itself. Once a sync has failed, it is a third disk, eager_, without the forgotten effects.
//
// A CachedDisk can be copied, also in the middle of a trace. It borrows the traces and the model.
// Threads: one for each object.
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

  // Makes this as a new CachedDisk on the disk, but keeps its memory for use again.
  void restart_on(const Disk& base);

  void begin(const Trace& trace, std::uint32_t call);
  void finish();

  // Applies calls without their effects. No effect may be pending before or after them, and none of
  // them may have failed.
  void pass(const Trace& trace, CallRange calls);

  std::uint32_t call() const { return call_; }
  const Call& made() const { return trace_->calls()[call_]; }

  // Under `at_once`: the call has begun, and has not returned. Else false.
  bool is_under_way() const { return under_way_; }

  // The disk from which every state is made. Under `at_once` it has all effects of calls that
  // returned, except those that a failed sync has forgotten. Else it has only durable effects.
  Disk& common();
  const Disk& cache() const { return cache_; }

  // The pending effects of calls that returned, and the effects of the call under way.
  const std::vector<PendingEffect>& pending() const { return pending_.all(); }
  const std::vector<PendingEffect>& of_call() const { return of_call_; }

  // The index in pending() at which the effects of the last call begin; and whether all states are
  // new after that call, whichever effects they have.
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
  Disk durable_;  // the content that syncs have made durable
  Disk eager_;    // under at_once, after a failed sync: without the forgotten effects
  Disk cache_;    // the content that processes see
  bool forgot_any_ = false;
  PendingList pending_;
  std::vector<PendingEffect> of_call_;  // effects of the call under way
  const Trace* trace_ = nullptr;
  std::uint32_t call_ = 0;
  bool under_way_ = false;
  std::size_t new_from_ = 0;
  bool all_new_ = true;
};

}  // namespace powercut
