#include "faultfs/crash_point.h"

#include <fmt/format.h>

#include <charconv>

namespace powercut {

std::string to_text(CrashPoint point) {
  return point.returned() ? fmt::format("{}", point.call)
                          : fmt::format("{}.{}", point.call, point.byte);
}

std::optional<CrashPoint> parse_crash_point(std::string_view text) {
  CrashPoint point;
  const char* end = text.data() + text.size();
  auto call = std::from_chars(text.data(), end, point.call);
  if (call.ec != std::errc{}) return std::nullopt;
  if (call.ptr == end) return point;
  if (*call.ptr != '.') return std::nullopt;
  auto byte = std::from_chars(call.ptr + 1, end, point.byte);
  if (byte.ec != std::errc{} || byte.ptr != end || point.byte == 0) return std::nullopt;
  return point;
}

}  // namespace powercut
