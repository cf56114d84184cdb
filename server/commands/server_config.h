// ServerConfig: holds what a server is told at its start, and by CONFIG SET since. Sizes are in
// bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "powercut/engine/sync_policy.h"
#include "powercut/io/clock.h"

namespace powercut {

struct ServerConfig {
  std::string directory = {};
  std::string bind = "127.0.0.1";
  bool is_loopback = true;  // nobody from elsewhere can connect
  std::uint16_t port = 5555;
  std::string password = {};  // empty: no password is asked for
  SyncPolicy policy = SyncPolicy::always;

  std::size_t clients_max = 10000;
  std::chrono::seconds idle_time_max{0};  // 0: no limit

  std::size_t argument_bytes_max = std::size_t{512} << 20U;
  std::size_t request_bytes_max = std::size_t{1} << 30U;  // that a client sent, unanswered
  std::size_t reply_bytes_max = std::size_t{1} << 30U;    // that it has not read yet
  std::size_t client_bytes_max = std::size_t{2} << 30U;   // both, of all clients together

  std::int64_t slow_log_microseconds =
      10000;  // a command that takes longer is told; negative: none
  std::size_t slow_log_length = 128;
};

}  // namespace powercut
