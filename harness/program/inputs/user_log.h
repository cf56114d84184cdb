// read_user_log(): reads the log that a user names with --log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace powercut {

struct UserLog {
  std::string bytes;
  std::size_t keys = 0;  // how many keys its whole records name
};

// Reports the error and returns nullopt if the file cannot be read or does not begin like a log.
std::optional<UserLog> read_user_log(const std::string& path);

}  // namespace powercut
