// Injector: decides, call by call, whether a fault strikes.
//
// It sees every call of the file interface that would succeed, also those that a trace leaves out
// (reads, opens that create nothing). Without rules it only watches; the calls that it saw are
// those that could fail in another run of the same workload.
//
// Threads: one at a time.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "powercut/faultfs/fault_rule.h"

namespace powercut {

// How a struck call fails.
struct Fault {
  std::optional<ErrorCode> error;  // none: a short transfer
  std::uint64_t part = 0;          // bytes still moved, FaultRule::done or ::old
};

// One call as the injector saw it; `bytes` is what a read or write would move.
struct SeenCall {
  CallKind kind;
  std::uint64_t bytes;
};

// How far a rule has come.
struct CountedRule {
  FaultRule rule;
  std::uint64_t matched = 0;  // calls that it counts
  std::uint64_t struck = 0;   // of these, those that it made fail
};

class Injector {
 public:
  Injector() = default;
  explicit Injector(std::vector<FaultRule> rules);

  // The fault that this call suffers, if any. The first rule that strikes wins; all rules count.
  // A short transfer strikes only where there are at least two bytes to move.
  std::optional<Fault> strike(CallKind kind, std::string_view path, std::uint64_t bytes);

  // While it is paused, calls are neither counted nor struck: those of a caller that only watches.
  void pause(bool pauses) { is_paused_ = pauses; }

  // A write that a fault takes in part leaves no sector torn that was there before (sectors.h). A
  // short write that could take nothing then is made in full.
  void keep_sectors_whole(bool keeps) { keeps_sectors_whole_ = keeps; }
  bool keeps_sectors_whole() const { return keeps_sectors_whole_; }

  const std::vector<SeenCall>& seen() const { return seen_; }

  // In the order in which they were given.
  const std::vector<CountedRule>& rules() const { return rules_; }

  // How many calls were struck, by all rules.
  std::uint64_t struck() const { return struck_; }

  // How many of these reported an error.
  std::uint64_t failed() const { return failed_; }

 private:
  std::vector<CountedRule> rules_;
  std::vector<SeenCall> seen_;
  std::uint64_t struck_ = 0;
  std::uint64_t failed_ = 0;
  bool is_paused_ = false;
  bool keeps_sectors_whole_ = false;
};

}  // namespace powercut
