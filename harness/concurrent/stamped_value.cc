#include "harness/concurrent/stamped_value.h"

#include <charconv>

namespace powercut {

std::string stamped_value(std::string_view key, Stamp stamp) {
  std::string value = std::string(key) + "=" + std::to_string(stamp);
  value.append(stamp * 37 % 150, '.');
  return value;
}

Stamp stamp_in(std::string_view key, std::string_view value) {
  if (!value.starts_with(key) || value.size() <= key.size()) return invented;
  Stamp stamp = absent;
  const char* digits = value.data() + key.size() + 1;
  const auto [end, error] = std::from_chars(digits, value.data() + value.size(), stamp);
  if (error != std::errc() || stamp == absent) return invented;
  return stamped_value(key, stamp) == value ? stamp : invented;
}

}  // namespace powercut
