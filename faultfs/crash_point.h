// CrashPoint: the instant of a power cut, or of a process's death, within a trace.
//
// Either a call has returned and the next has not begun, or a write is under way and its first
// `byte` bytes were accepted. Both kinds count: after the last byte the call may still not have
// returned, so nobody was told yet.
//
// Prints as "12" (call 12 has returned) or "12.7" (7 bytes into call 12).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace powercut {

struct CrashPoint {
  std::uint32_t call = 0;  // index into the trace
  std::uint64_t byte = 0;  // 0: the call has returned

  bool returned() const { return byte == 0; }

  friend bool operator==(const CrashPoint&, const CrashPoint&) = default;
};

std::string to_text(CrashPoint point);
std::optional<CrashPoint> parse_crash_point(std::string_view text);

}  // namespace powercut
