// CrashPoint: names the moment of a power cut or a process kill within a trace, and the pending
// effects that were on the disk then.
//
// Either a call has returned and the next has not begun, or a call is under way and its first
// `byte` bytes have been written. `byte` may be the whole length: all bytes are written then, but
// the call has not returned, so the store does not know it yet.
//
//   12         call 12 has returned
//   12.7       7 bytes into call 12
//   12:k3l1    call 12 has returned; of the effects pending then, in their order, three are on the
//              disk and the last is lost (effect_option.h)
//
// CrashPath names one crash, or several, each in the recovery from the one before. The calls of
// each later point are counted in its own restart, from its mount, which is call 0.
//
//   12:k3l1>4:l2    the power was cut, and again at call 4 of the restart
//   12.7!4:l2       the process was killed at 12.7; the power was cut at call 4 of the restart, and
//                   the effects pending at 12.7 were still pending
//   12!             the process was killed, and no power cut followed
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
  std::string effects = {};  // an option for each pending effect; empty: there is no choice

  bool returned() const { return byte == 0; }

  friend bool operator==(const CrashPoint&, const CrashPoint&) = default;
};

struct CrashPath {
  CrashPoint first;
  bool killed_first = false;  // the first crash is a process kill
  std::vector<CrashPoint> later = {};

  friend bool operator==(const CrashPath&, const CrashPath&) = default;
};

std::string to_text(const CrashPoint& point);
std::string to_text(const CrashPath& path);
// Writes call and byte alone to the target, as far as they fit, and returns the length written. It
// allocates no memory, so a signal handler may call it.
std::size_t write_text(const CrashPoint& point, std::span<char> target);

std::optional<CrashPoint> parse_crash_point(std::string_view text);
std::optional<CrashPath> parse_crash_path(std::string_view text);

}  // namespace powercut
