// CrashStates: goes along a trace and gives, at each crash point, every disk that a crash may leave
// there under a model.
//
//   CrashStates states(model, base);
//   for each call:
//     states.begin(trace, call);    while it is under way: visit(), where a model has that in part
//     states.finish();              it has returned: visit()
//
// A legal state is a choice of an option for each pending effect. An effect that is not lost has
// all the effects that it needs kept. Whatever syncs have made durable is on every disk.
//
//   at once       Until a call returns its own effects are pending, and no others. A state in which
//                 all of them are lost is the one before the call, and does not count again.
//   when synced   One state at a time: all pending effects are lost. No state while a call is under
//                 way.
//   any time      Each pending effect may be lost, at each call that has returned. A call under way
//                 has no states of its own: all are states before or after it, with a promise no
//                 weaker.
//
// What syncs make durable, and what failed ones forget, is the work of CachedDisk. How the states
// are gone through is told in faultfs/state_enumeration.h.
//
// Copyable, also in the middle of a trace: a copy can go on with another one, as after a restart.
// Traces, which must be complete, and the model are borrowed. Threads: one each.
#pragma once

#include <functional>

#include "powercut/faultfs/cached_disk.h"
#include "powercut/faultfs/crash_point.h"
#include "powercut/faultfs/effect_option.h"

namespace powercut {

class StatePoints;
struct WantedStates;

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
  CrashStates(const PersistenceModel& model, const Disk& base) : disk_(model, base) {}

  // As if made anew on this disk, with the memory that there is.
  void restart_on(const Disk& base) { disk_.restart_on(base); }

  void begin(const Trace& trace, std::uint32_t call) { disk_.begin(trace, call); }
  void finish() { disk_.finish(); }

  // Goes over calls without their states. Nothing is pending before them, nor behind them; none has
  // failed.
  void pass(const Trace& trace, CallRange calls) { disk_.pass(trace, calls); }

  std::uint32_t call() const { return disk_.call(); }
  const Call& made() const { return disk_.made(); }
  bool is_under_way() const { return disk_.is_under_way(); }

  // A call is under way, and has states of its own.
  bool is_partly_done() const;

  // The length of the call under way. So many states are few, whatever the budget.
  std::uint64_t bytes_under_way() const { return is_under_way() ? made().length : 0; }

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
  const std::vector<PendingEffect>& effects() const {
    return is_under_way() ? disk_.of_call() : disk_.pending();
  }

  // The effects that returned calls left pending. At once: the disk has all of them, but those that
  // a failed sync has forgotten. When synced: the disk has none, but those that must be there.
  const std::vector<PendingEffect>& pending() const { return disk_.pending(); }

  // The point at which we are, with the state that the choice makes.
  CrashPoint point(const Choice& choice) const;

  // Its text, into the target (write_text).
  std::size_t write_point(const Choice& choice, std::span<char> target) const;

  // The choice that a point of this call stands for; nullopt: there is no such state.
  std::optional<Choice> choice_at(const CrashPoint& point) const;

  // Nothing is pending: the one state is the disk as processes see it, and so will be a restart's.
  bool is_settled() const { return disk_.is_settled(); }

  // The cache shows something that a failed sync has forgotten: it will never be written.
  bool has_forgotten() const { return disk_.has_forgotten(); }

  const Disk& cache() const { return disk_.cache(); }
  const PersistenceModel& model() const { return disk_.model(); }

 private:
  void make(const Choice& choice);
  bool varies() const { return model().writeback == Writeback::any_time || is_under_way(); }
  bool nothing_new(Which which) const;
  WantedStates wanted(Which which) const;
  StatePoints points() const;

  CachedDisk disk_;
  Choice choice_;                    // of the state that is being made
  std::vector<Exposure> exposures_;  // in it
};

}  // namespace powercut
