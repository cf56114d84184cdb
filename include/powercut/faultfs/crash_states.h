// CrashStates: goes along a trace and gives, at each crash point, every disk that a crash may leave
// there under a model.
//
//   CrashStates states(model, base);
//   for each call:
//     states.begin(trace, call);    while it is under way: visit(), where a model has that in part
//     states.finish();              it has returned: visit()
//
// A legal state is a choice of an option for each pending effect. An effect that is not lost has
// all the effects that it needs kept. Whatever barriers have made durable is on every disk.
//
//   at once       Until a call returns its own effects are pending, and no others. A state in which
//                 all of them are lost is the one before the call, and does not count again.
//   when synced   One state at a time: all pending effects are lost. No state while a call is under
//                 way.
//   any time      Each pending effect may be lost, at each call that has returned. A call under way
//                 has no states of its own: all are states before or after it, with a promise no
//                 weaker.
//
// A failed sync forgets the pending bytes of the file: their pages count as clean (Rebello et al.,
// "Can Applications Recover from fsync Failures?", ATC 2020). No later sync writes them, until a
// write to the same page of 4096 bytes makes it dirty again. at_once and when_synced take them for
// lost, and the size for durable. Under any_time each may have come to the disk before or not, and
// the size is not durable, either: failed_syncs.cc. After a process kill all of it is still in the
// cache.
//
// Copyable, also in the middle of a trace: a copy can go on with another one, as after a restart.
// Traces, which must be complete, and the model are borrowed. Threads: one each.
#pragma once

#include <functional>

#include "powercut/faultfs/crash_point.h"
#include "powercut/faultfs/effect_option.h"

namespace powercut {

// A half-open range of call indices: the crash points of these calls.
struct CallRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

class CrashStates {
 public:
  // A count that has reached this stands for that or more.
  static constexpr std::uint64_t countless = 1'000'000'000'000'000'000;

  // Which states of a crash point.
  enum class Which : std::uint8_t {
    all,
    new_ones,  // those that were not there at the point before it
  };

  using Visitor = std::function<void(const Choice&, Disk&)>;

  // base: the disk at the trace's mount, all of it durable.
  CrashStates(const PersistenceModel& model, const Disk& base);

  // As if made anew on this disk, with the memory that there is.
  void restart_on(const Disk& base);

  void begin(const Trace& trace, std::uint32_t call);
  void finish();

  // Goes over calls without their states. Nothing is pending before them, nor behind them; none has
  // failed.
  void pass(const Trace& trace, CallRange calls);

  std::uint32_t call() const { return call_; }
  const Call& made() const { return trace_->calls()[call_]; }
  bool is_under_way() const { return under_way_; }

  // A call is under way, and has states of its own.
  bool is_partly_done() const;

  // The length of the call under way. So many states are few, whatever the budget.
  std::uint64_t bytes_under_way() const { return under_way_ ? trace_->calls()[call_].length : 0; }

  // How many states there are here. Exact below countless; also `countless` where the order is too
  // tangled to count.
  std::uint64_t count(Which which) const;

  // Visits each of them. The visitor may change the disk inside a Disk::Session that ends before
  // it.
  void visit(Which which, const Visitor& visitor);

  // At most so many of them, none twice: the extremes, those with little lost or little kept, and
  // random ones. The same for the same seed.
  void sample(Which which, std::uint64_t budget, std::uint64_t seed, const Visitor& visitor);

  // The choices that sample() would visit; where there is nothing to choose, one empty choice.
  std::vector<Choice> sampled(Which which, std::uint64_t budget, std::uint64_t seed) const;

  // Visits the state of one choice, which must be legal.
  void visit_one(const Choice& choice, const Visitor& visitor);

  // The disk of one choice, which must be legal, without a copy. Nothing is left of the states.
  Disk take_one(const Choice& choice) &&;

  bool is_legal(const Choice& choice) const;

  // The effects that a choice decides on: they may be there or not.
  const std::vector<PendingEffect>& effects() const { return under_way_ ? of_call_ : pending_; }

  // The effects that returned calls left pending. At once: the disk has all of them, but those that
  // a failed sync has forgotten. When synced: the disk has none, but those that must be there.
  const std::vector<PendingEffect>& pending() const { return pending_; }

  // The point at which we are, with the state that the choice makes.
  CrashPoint point(const Choice& choice) const;

  // Its text, into the target (write_text).
  std::size_t write_point(const Choice& choice, std::span<char> target) const;

  // The choice that a point of this call stands for; nullopt: there is no such state.
  std::optional<Choice> choice_at(const CrashPoint& point) const;

 private:
  // How far a call under way has got in the state, as CrashPoint says it, and whether that tells
  // everything about the state.
  std::uint64_t bytes_present(const Choice& choice) const;
  bool is_told_by_bytes(const Choice& choice) const;
  bool is_prefix(const Choice& choice) const;
  Choice first_bytes(std::uint64_t bytes) const;

 public:
  // Nothing is pending: the one state is the disk as processes see it, and so will be a restart's.
  bool is_settled() const {
    if (model_->writeback == Writeback::at_once) return !under_way_ && !has_forgotten();
    return pending_.empty();
  }

  // The cache shows something that a failed sync has forgotten: it will never be written.
  bool has_forgotten() const;

  const Disk& cache() const { return cache_; }
  const PersistenceModel& model() const { return *model_; }

 private:
  friend class StateCounter;
  friend class StateSampler;
  struct Leaf;

  Disk& surely();  // what every state has
  void make(const Choice& choice);
  bool varies() const { return model_->writeback == Writeback::any_time || under_way_; }
  bool excludes_all_lost(Which which) const;
  std::size_t first_new(Which which) const;
  bool nothing_new(Which which) const;
  bool needs_kept(std::size_t index, const Choice& choice) const;
  static constexpr std::uint64_t all_within_reach = ~std::uint64_t{0};
  std::uint64_t note_needed_by(Leaf& leaf) const;
  void descend(std::size_t index, const Leaf& leaf, std::uint64_t within_reach);

  void dirty_again(const Call& call);
  void add_needs(std::vector<PendingEffect>& effects) const;
  void sync_file(InodeId file);
  void sync_data(InodeId file);
  void sync_directory(InodeId directory);
  void sync_names_of(InodeId inode);
  void sync_metadata();
  void demand_emptied();
  void fail_sync(InodeId file, bool brings_back);
  bool forgets_sizes() const;
  bool is_forgettable(const PendingEffect& effect, InodeId file) const;
  void tie_forgotten();
  void demand_sizes(InodeId file);
  std::uint64_t sure_size(InodeId file) const;
  void bequeath_needs(InodeId file);
  std::vector<PendingEffect> forgotten_pages(const PendingEffect& effect) const;
  void demand(PendingEffect& effect);
  void settle();
  void cut_off_forgotten(std::size_t count, PendingEffect& truncate);
  bool must_wait(std::size_t count, const PendingEffect& effect) const;
  void number_anew();
  std::size_t index_of(EffectId id) const;

  const PersistenceModel* model_;
  Disk durable_;  // what barriers have made durable
  Disk eager_;    // at_once after a failed sync: all that was done and not forgotten
  Disk cache_;    // as processes see it
  bool forgot_any_ = false;
  std::vector<PendingEffect> pending_;  // oldest first, ids ascending
  std::vector<PendingEffect> of_call_;  // of the call under way
  EffectId next_id_ = 0;
  const Trace* trace_ = nullptr;
  std::uint32_t call_ = 0;
  bool under_way_ = false;
  std::size_t new_from_ = 0;  // in pending_: what the last call added
  bool all_new_ = true;       // the last call made states that were none before
  Choice choice_;             // of the state that is being made
  std::vector<Exposure> exposures_;
};

}  // namespace powercut
