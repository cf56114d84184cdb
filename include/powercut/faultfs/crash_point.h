// CrashPoint: the instant of a power cut, or of a process's death, within a trace, and the pending
// effects that it left.
//
// Either a call has returned and the next has not begun, or a call is under way and its first
// `byte` bytes were accepted. Both kinds count: after the last byte the call may still not have
// returned, so nobody was told yet.
//
//   12         call 12 has returned
//   12.7       7 bytes into call 12
//   12:k3l1    call 12 has returned; of the effects that were pending then, in their order, three
//              are on the disk and the last is lost (effect_option.h)
//
// CrashPath: one crash, or one in the recovery from another, and so on. Each further point counts
// the calls of its own restart: the mount is 0.
//
//   12:k3l1>4:l2    power was cut, and again at call 4 of the restart
//   12.7!4:l2       at 12.7 the process was killed; power was cut at call 4 of the restart, and
//                   all that was pending at 12.7 still was
//   12!             the process was killed, and that was enough
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace powercut {

struct CrashPoint {
  std::uint32_t call = 0;    // index into the trace
  std::uint64_t byte = 0;    // 0: the call has returned
  std::string effects = {};  // which way the pending effects went; empty: the point tells it all

  bool returned() const { return byte == 0; }

  friend bool operator==(const CrashPoint&, const CrashPoint&) = default;
};

struct CrashPath {
  CrashPoint first;
  bool killed_first = false;  // the first is the end of the process alone
  std::vector<CrashPoint> later = {};

  friend bool operator==(const CrashPath&, const CrashPath&) = default;
};

std::string to_text(const CrashPoint& point);
std::string to_text(const CrashPath& path);
// Call and byte alone, into the target, cut where that ends; returns how long it is there. It takes
// no memory, so that the handler of a signal may call it.
std::size_t write_text(const CrashPoint& point, std::span<char> target);

std::optional<CrashPoint> parse_crash_point(std::string_view text);
std::optional<CrashPath> parse_crash_path(std::string_view text);

}  // namespace powercut
