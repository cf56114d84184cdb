// The log that a user names with --log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace powercut {

struct UserLog {
  std::string bytes;
  std::size_t keys = 0;  // that its whole records name
};

// Reports the error, and returns none, if it cannot be read or does not begin like a log.
std::optional<UserLog> read_user_log(const std::string& path);

}  // namespace powercut
