#include "powercut/faultfs/injector.h"

namespace powercut {

Injector::Injector(std::vector<FaultRule> rules) {
  for (FaultRule& rule : rules) rules_.push_back({.rule = std::move(rule)});
}

std::optional<Fault> Injector::strike(CallKind kind, std::string_view path, std::uint64_t bytes) {
  if (is_paused_) return std::nullopt;
  if (seen_.empty()) seen_.reserve(64);
  seen_.push_back({kind, bytes});
  std::optional<Fault> fault;
  for (CountedRule& counted : rules_) {
    const FaultRule& rule = counted.rule;
    if (rule.kind && *rule.kind != kind) continue;
    if (!rule.path.empty() && rule.path != path) continue;
    ++counted.matched;
    bool due = counted.matched >= rule.nth && counted.matched - rule.nth < rule.times;
    if (fault || !due) continue;
    if (!rule.error && bytes < 2) continue;
    fault = Fault{.error = rule.error, .part = rule.part};
    ++counted.struck;
  }
  if (fault) ++struck_;
  if (fault && fault->error) ++failed_;
  return fault;
}

}  // namespace powercut
