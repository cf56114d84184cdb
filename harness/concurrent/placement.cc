#include "harness/concurrent/placement.h"
#include "engine/io/macros.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace powercut {

namespace {

constexpr Tick never = std::numeric_limits<Tick>::max();

Tick return_of(const RegisterOperation& operation) {
  return operation.answer == Answer::unknown ? never : operation.returned;
}

}  // namespace

std::vector<Event> events_of(std::span<const RegisterOperation> operations) {
  std::vector<Event> events;
  events.reserve(2 * operations.size());
  for (std::size_t index = 0; index < operations.size(); ++index) {
    const RegisterOperation& operation = operations[index];
    if (says_nothing(operation)) continue;
    events.push_back({operation.invoked, false, index});
    if (operation.answer == Answer::unknown) continue;
    CHECK(operation.invoked < operation.returned);
    events.push_back({operation.returned, true, index});
  }
  std::ranges::sort(events, [](const Event& left, const Event& right) {
    if (left.tick != right.tick) return left.tick < right.tick;
    return left.is_return < right.is_return;
  });
  return events;
}

PendingOperations::Facts PendingOperations::facts_of(const RegisterOperation& operation) {
  Facts facts{.role = Role::read};
  facts.is_optional = operation.answer != Answer::ok;
  facts.deadline = return_of(operation);
  if (operation.kind == RegisterKind::set) facts.role = Role::set;
  if (operation.kind == RegisterKind::clear) facts.role = Role::clear;
  if (operation.kind == RegisterKind::remove && !sees_absence(operation)) facts.role = Role::remove;
  // One that may be left out is only ever placed where it changes something.
  if (facts.role == Role::clear && facts.is_optional) facts.role = Role::remove;
  if (sees_absence(operation)) facts.found = holds_nothing;
  return facts;
}

PendingOperations::PendingOperations(std::span<const RegisterOperation> operations)
    : operations_(operations) {
  CHECK(operations.size() < holds_something);
  std::unordered_map<Stamp, std::size_t> sets;
  for (std::size_t index = 0; index < operations.size(); ++index) {
    facts_.push_back(facts_of(operations[index]));
    if (facts_.back().role != Role::set) continue;
    CHECK(operations[index].stamp != absent && operations[index].stamp != invented);
    CHECK(sets.emplace(operations[index].stamp, index).second);
  }
  for (std::size_t index = 0; index < operations.size(); ++index) {
    const RegisterOperation& read = operations[index];
    if (facts_[index].role != Role::read || sees_absence(read) || says_nothing(read)) continue;
    const auto found = sets.find(read.stamp);
    if (found == sets.end()) continue;
    Facts& set = facts_[found->second];
    set.is_optional = false;
    set.last_read = std::max(set.last_read, read.invoked);
    set.deadline = std::min(set.deadline, read.returned);
    facts_[index].found = static_cast<RegisterState>(found->second);
  }
}

std::uint64_t& PendingOperations::readers_of(RegisterState found) {
  if (found == holds_nothing) return absence_reads_;
  return found == found_by_none ? orphan_reads_ : facts_[found].pending_reads;
}

bool PendingOperations::begin(std::size_t operation) {
  if (free_slots_ == 0) return false;
  Facts& facts = facts_[operation];
  facts.slot = static_cast<std::size_t>(std::countr_zero(free_slots_));
  free_slots_ &= ~bit(operation);
  now_ = operations_[operation].invoked;
  if (facts.role == Role::read) {
    readers_of(facts.found) |= bit(operation);
  } else {
    const auto later = std::ranges::upper_bound(
        pending_, facts.deadline, {}, [this](std::size_t other) { return facts_[other].deadline; });
    pending_.insert(later, operation);
    if (facts.is_optional) optional_slots_ |= bit(operation);
  }
  return true;
}

void PendingOperations::end(std::size_t operation) {
  free_slots_ |= bit(operation);
  optional_slots_ &= ~bit(operation);
  if (facts_[operation].role == Role::read) {
    readers_of(facts_[operation].found) &= ~bit(operation);
  } else {
    std::erase(pending_, operation);
  }
}

Placement PendingOperations::settled(Placement placement) const {
  if (placement.state == holds_nothing) placement.placed |= absence_reads_;
  if (placement.state >= holds_something) return placement;
  placement.placed |= facts_[placement.state].pending_reads;
  if (!is_open(placement.state)) placement.state = holds_something;
  return placement;
}

bool PendingOperations::can_be_placed(const Placement& placement, std::size_t operation) const {
  if (is_placed(placement, operation)) return false;
  return facts_[operation].role != Role::remove || placement.state == holds_something;
}

Placement PendingOperations::with(Placement placement, std::size_t operation) const {
  placement.placed |= bit(operation);
  placement.state =
      facts_[operation].role == Role::set ? static_cast<RegisterState>(operation) : holds_nothing;
  return settled(placement);
}

std::vector<Placement> PendingOperations::steps_towards(std::size_t operation,
                                                        const Placement& placement) const {
  std::vector<Placement> steps;
  if (placement.state < holds_something) return steps;  // some read will look for it
  std::size_t aim = operation;
  if (is_read(operation) && facts_[operation].found < holds_something) {
    aim = facts_[operation].found;
  }
  std::array<bool, 8> taken{};  // by role and whether it can be left out: one of each is enough
  for (std::size_t other : pending_) {
    if (!can_be_placed(placement, other)) continue;
    const Facts& facts = facts_[other];
    if (other != aim) {
      // Once placed it could not be left for what is to come.
      if (facts.role == Role::set && is_open(other)) continue;
      bool& is_taken = taken[static_cast<std::size_t>(facts.role) * 2 + facts.is_optional];
      if (is_taken) continue;
      is_taken = true;
    }
    steps.push_back(with(placement, other));
  }
  return steps;
}

}  // namespace powercut
