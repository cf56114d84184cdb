// FaultRule: says which call fails, and how. A rule is written as one word.
//
//   rule  = call [":" path] "#" n "=" what ["+" part] ["*" [times]]
//   call  = "any" or a method of the file interface: "sync", "rename", "write", ...
//   n     = the n-th call that matches, counted from 1
//   what  = an error code ("io_failed", "no_space", ...) or "short"
//   part  = the bytes that a failed write, or a short read or write, still moves; or "done": the
//           call does all its work, and reports the error all the same; or "old": the sync of a
//           file brings the bytes of the last good sync back to the cache
//   times = how many matching calls fail, from the n-th on; "*" alone: all of them
//
//   sync#3=io_failed            the third sync fails; its pages count as clean
//   write:data.log#5=no_space+7 the fifth write to data.log writes 7 bytes; then the disk is full
//   write#2=short+1             the second write writes one byte and returns 1
//   rename#1=io_failed+done     the first rename happens, but reports an error
//   sync#1=io_failed*           every sync fails
//   sync#1=io_failed+old        the first sync fails, and readers see the old bytes again
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "powercut/faultfs/call.h"
#include "powercut/io/error.h"

namespace powercut {

struct FaultRule {
  static constexpr std::uint64_t forever = std::numeric_limits<std::uint64_t>::max();
  static constexpr std::uint64_t done = std::numeric_limits<std::uint64_t>::max();
  static constexpr std::uint64_t old = done - 1;

  std::optional<CallKind> kind;    // none: any call
  std::string path = {};           // empty: any path
  std::uint64_t nth = 1;           // from 1
  std::optional<ErrorCode> error;  // none: the transfer is short, and no error is reported
  std::uint64_t part = 0;          // bytes that are still moved, or `done`, or `old`
  std::uint64_t times = 1;

  friend bool operator==(const FaultRule&, const FaultRule&) = default;
};

std::string to_text(const FaultRule& rule);

// nullopt: the text is no rule. The text of a parsed rule parses to the same rule.
std::optional<FaultRule> parse_fault_rule(std::string_view text);

}  // namespace powercut
