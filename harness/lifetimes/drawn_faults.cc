#include "harness/lifetimes/drawn_faults.h"

#include <algorithm>
#include <array>

#include "harness/explore/call_faults.h"

namespace powercut {

namespace {

// The calls of each kind, as places in the list.
using CallsByKind = std::array<std::vector<std::size_t>, call_kind_count>;

CallsByKind calls_by_kind(std::span<const SeenCall> calls) {
  CallsByKind by_kind;
  for (std::size_t place = 0; place < calls.size(); ++place) {
    by_kind[static_cast<std::size_t>(calls[place].kind)].push_back(place);
  }
  return by_kind;
}

bool is_in_part(const FaultRule& rule) { return rule.part != 0 && rule.part < FaultRule::old; }

// Kinds that are rare, such as a rename, fail as often as those that are not.
CallKind draw_kind(const CallsByKind& calls, Chooser& chooser) {
  std::vector<CallKind> kinds;
  for (std::size_t kind = 0; kind < calls.size(); ++kind) {
    if (!calls[kind].empty()) kinds.push_back(static_cast<CallKind>(kind));
  }
  return kinds[chooser.below(kinds.size())];
}

}  // namespace

std::vector<FaultRule> draw_faults(std::span<const SeenCall> calls, Chooser& chooser) {
  std::vector<FaultRule> drawn;
  if (calls.empty()) return drawn;
  const CallsByKind by_kind = calls_by_kind(calls);
  const auto& writes = by_kind[static_cast<std::size_t>(CallKind::write)];
  bool is_disk_full = !writes.empty() && chooser.chance(40);
  std::uint64_t faults = chooser.chance(60) ? 1 : chooser.between(2, 3);
  for (; faults > 0; --faults) {
    CallKind kind = is_disk_full ? CallKind::write : draw_kind(by_kind, chooser);
    const auto& of_kind = by_kind[static_cast<std::size_t>(kind)];
    std::uint64_t nth = 1 + chooser.below(of_kind.size());
    std::uint64_t bytes = calls[of_kind[nth - 1]].bytes;
    std::vector<FaultRule> rules = faults_of(kind, nth, bytes);
    if (is_disk_full) {
      std::erase_if(rules, [](const FaultRule& rule) {
        return rule.error && rule.error != ErrorCode::no_space;
      });
    }
    FaultRule& rule = drawn.emplace_back(rules[chooser.below(rules.size())]);
    if (rule.times != 1 && chooser.chance(50)) rule.times = chooser.between(1, 6);
    if (is_in_part(rule) && bytes > 2) rule.part = chooser.between(1, bytes - 1);
  }
  return drawn;
}

}  // namespace powercut
