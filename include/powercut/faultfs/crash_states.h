// CrashStates: walks along a trace, and makes at each crash point every disk that a crash may leave
// there under a model.
//
//   CrashStates states(model, base);
//   for each call:
//     states.begin(trace, call);    the call is under way: visit(), if is_partly_done()
//     states.finish();              the call has returned: visit()
//
// A legal state is a choice of an option for each pending effect. If an effect is not lost, all the
// effects that it needs are kept. Durable effects are on every disk. The states depend on the
// model's writeback:
//
//   at_once       While a call is under way, its own effects are pending, and no others. The state
//                 in which all of them are lost is the one before the call; it does not count
//                 again.
//   when_synced   Each call that has returned has one state: all pending effects are lost. A call
//                 under way has none.
//   any_time      At each call that has returned, each pending effect may be lost. A call under way
//                 has no states of its own: each is also a state before or after it, where the
//                 promise is no weaker.
//
// CachedDisk tracks the effects that syncs make durable and that failed syncs forget.
// faultfs/states/state_enumeration.h says how the states are enumerated.
//
// A CrashStates can be copied, also in the middle of a trace. The copy can go on with another
// trace, as after a restart. It borrows the traces, which must be complete, and the model. Threads:
// one for each object.
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
  // A count of this stands for this many states or more.
  static constexpr std::uint64_t countless = 1'000'000'000'000'000'000;

  // The states of a crash point that are asked for.
  enum class Which : std::uint8_t {
    all,
    new_ones,  // states that the crash point before it did not have
  };

  using Visitor = std::function<void(const Choice&, Disk&)>;

  // base: the disk at the trace's mount, all of it durable.
  CrashStates(const PersistenceModel& model, const Disk& base) : disk_(model, base) {}

  // Makes this as a new CrashStates on the disk, but keeps its memory for use again.
  void restart_on(const Disk& base) { disk_.restart_on(base); }

  void begin(const Trace& trace, std::uint32_t call) { disk_.begin(trace, call); }
  void finish() { disk_.finish(); }

  // Applies calls without their states. No effect may be pending before or after them, and none of
  // them may have failed.
  void pass(const Trace& trace, CallRange calls) { disk_.pass(trace, calls); }

  std::uint32_t call() const { return disk_.call(); }
  const Call& made() const { return disk_.made(); }
  bool is_under_way() const { return disk_.is_under_way(); }

  // Whether a call is under way and has states of its own.
  bool is_partly_done() const;

  // The length of the call under way. So many states count as few, whatever the budget.
  std::uint64_t bytes_under_way() const { return is_under_way() ? made().length : 0; }

  // The number of states at this point. It is exact below `countless`. It is also `countless` if
  // the order is too tangled to count.
  std::uint64_t count(Which which) const;

  // Visits each state. The visitor may change the disk inside a Disk::Session that ends before the
  // visitor returns.
  void visit(Which which, const Visitor& visitor);

  // Visits at most `budget` states, none twice: the extremes, those with few effects lost or few
  // kept, and random ones. The same seed gives the same states.
  void sample(Which which, std::uint64_t budget, std::uint64_t seed, const Visitor& visitor);

  // The choices that sample() would visit. If there is nothing to choose, one empty choice.
  std::vector<Choice> sampled(Which which, std::uint64_t budget, std::uint64_t seed) const;

  // Visits the state of one choice, which must be legal.
  void visit_one(const Choice& choice, const Visitor& visitor);

  // The disk of one choice, which must be legal. It is moved out, not copied: this object has no
  // states any more.
  Disk take_one(const Choice& choice) &&;

  bool is_legal(const Choice& choice) const;

  // The effects for which a choice has an option: those of the call under way, or the pending ones.
  const std::vector<PendingEffect>& effects() const {
    return is_under_way() ? disk_.of_call() : disk_.pending();
  }

  // The pending effects of calls that returned. Under `at_once`, common() has all of them except
  // those that a failed sync has forgotten. Under `when_synced`, every state has those marked
  // `must`, and no others.
  const std::vector<PendingEffect>& pending() const { return disk_.pending(); }

  // The present crash point, with the state of the choice.
  CrashPoint point(const Choice& choice) const;

  // Writes the text of point() to the target (write_text).
  std::size_t write_point(const Choice& choice, std::span<char> target) const;

  // The choice for a crash point of this call. nullopt: there is no such state.
  std::optional<Choice> choice_at(const CrashPoint& point) const;

  // Whether nothing is pending. The one state is then the disk as processes see it, and a restart
  // sees the same.
  bool is_settled() const { return disk_.is_settled(); }

  // Whether the cache shows an effect that a failed sync has forgotten. No later sync makes it
  // durable.
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
  Choice choice_;                    // the choice of the state that is being made
  std::vector<Exposure> exposures_;  // the exposures in that state
};

}  // namespace powercut
