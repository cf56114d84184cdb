// Injector: decides for each call whether a fault strikes it.
//
// It sees every call of the file interface that would succeed, also those that a trace leaves out
// (reads, opens that create nothing). Without rules it only watches: any of the calls that it saw
// can be made to fail in another run of the same workload.
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
  std::uint64_t part = 0;          // bytes that are still moved, or FaultRule::done or ::old
};

// One call that the injector saw. `bytes` is the number that a read or write would move.
struct SeenCall {
  CallKind kind;
  std::uint64_t bytes;
};

// A rule, with the number of calls that it has matched and struck.
struct CountedRule {
  FaultRule rule;
  std::uint64_t matched = 0;  // calls that the rule matches
  std::uint64_t struck = 0;   // of these, the calls that it struck
};

class Injector {
 public:
  Injector() = default;
  explicit Injector(std::vector<FaultRule> rules);

  // The fault that strikes this call, if any. The first rule that is due wins; all rules count the
  // call. A short transfer strikes only if there are at least two bytes to move.
  std::optional<Fault> strike(CallKind kind, std::string_view path, std::uint64_t bytes);

  // While it is paused, it neither counts nor strikes calls. It is for callers that only look at a
  // store.
  void pause(bool pauses) { is_paused_ = pauses; }

  // If set, a write that a fault cuts short leaves no existing sector torn (sectors.h). A short
  // write that would then move nothing is made in full.
  void keep_sectors_whole(bool keeps) { keeps_sectors_whole_ = keeps; }
  bool keeps_sectors_whole() const { return keeps_sectors_whole_; }

  const std::vector<SeenCall>& seen() const { return seen_; }

  // The rules, in the order in which they were given.
  const std::vector<CountedRule>& rules() const { return rules_; }

  // The number of calls that were struck, by all rules.
  std::uint64_t struck() const { return struck_; }

  // The number of struck calls that reported an error.
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
