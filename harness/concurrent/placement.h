// Placement: which of the pending operations are placed, and what the register then holds.
// PendingOperations: finds the operations that can be placed next. Both are parts of
// judge_register (linearizability.h, L1 to L4).
//
// An operation is pending from its invocation to its return. It has one of 64 slots for that time.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <unordered_set>
#include <vector>

#include "harness/concurrent/linearizability.h"

namespace powercut {

// The content of the register: nothing; a value that no later read will find (L2); or the value of
// the set with this index, which some read is still to find.
using RegisterState = std::uint32_t;
inline constexpr RegisterState holds_nothing = std::numeric_limits<RegisterState>::max();
inline constexpr RegisterState holds_something = holds_nothing - 1;

struct Placement {
  std::uint64_t placed = 0;  // by slot
  RegisterState state = holds_nothing;

  friend bool operator==(const Placement&, const Placement&) = default;
};

struct PlacementHash {
  std::size_t operator()(const Placement& placement) const {
    std::uint64_t mixed = (placement.placed ^ placement.state) * 0x9e3779b97f4a7c15;
    return mixed ^ (mixed >> 32) ^ placement.state;
  }
};

using PlacementSet = std::unordered_set<Placement, PlacementHash>;

struct Event {
  Tick tick;
  bool is_return;
  std::size_t operation;
};

// The invocations and returns of all operations that say something. An operation with an unknown
// answer has no return.
std::vector<Event> events_of(std::span<const RegisterOperation> operations);

class PendingOperations {
 public:
  explicit PendingOperations(std::span<const RegisterOperation> operations);

  // False if no slot is free.
  bool begin(std::size_t operation);
  void end(std::size_t operation);

  // Places every pending read that found the present state (L1).
  Placement settled(Placement placement) const;

  // The placements with one operation more, as far as that may help to place this one (L3).
  std::vector<Placement> steps_towards(std::size_t operation, const Placement& placement) const;

  bool is_placed(const Placement& placement, std::size_t operation) const {
    return (placement.placed & bit(operation)) != 0;
  }
  Placement without(Placement placement, std::size_t operation) const {
    placement.placed &= ~bit(operation);
    return placement;
  }
  bool is_read(std::size_t operation) const { return facts_[operation].role == Role::read; }
  // True if the operation may be left out of the order.
  bool is_optional(std::size_t operation) const { return facts_[operation].is_optional; }
  std::uint64_t optional_slots() const { return optional_slots_; }

 private:
  enum class Role : std::uint8_t { set, remove, clear, read };

  static constexpr RegisterState found_by_none = holds_something;

  // Facts that do not change as the ticks go by.
  struct Facts {
    Role role;
    bool is_optional = false;
    RegisterState found = found_by_none;  // read: the state it needs; found_by_none: never set
    Tick last_read = 0;                   // set: the tick at which its last read is invoked
    Tick deadline = 0;                    // the tick at which it, or its first read, returns
    std::size_t slot = 0;
    std::uint64_t pending_reads = 0;  // set: the slots of the pending reads that found it
  };

  static Facts facts_of(const RegisterOperation& operation);
  std::uint64_t bit(std::size_t operation) const {
    return std::uint64_t{1} << facts_[operation].slot;
  }
  std::uint64_t& readers_of(RegisterState found);
  bool is_open(std::size_t set) const { return facts_[set].last_read > now_; }
  bool can_be_placed(const Placement& placement, std::size_t operation) const;
  Placement with(Placement placement, std::size_t operation) const;

  std::span<const RegisterOperation> operations_;
  std::vector<Facts> facts_;          // by operation
  std::vector<std::size_t> pending_;  // the pending changes, by deadline
  std::uint64_t free_slots_ = ~std::uint64_t{0};
  std::uint64_t optional_slots_ = 0;
  std::uint64_t absence_reads_ = 0;  // slots of pending reads that found the register empty
  std::uint64_t orphan_reads_ = 0;   // slots of pending reads that found a value never set
  Tick now_ = 0;
};

}  // namespace powercut
