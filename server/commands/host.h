// Host: gives commands what they need of the process that they run in. The server's host is made of
// sockets and clocks, that of a test or a sweep of neither.
//
// Threads: the one that runs the commands.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "powercut/io/clock.h"
#include "powercut/io/result.h"
#include "server/commands/session.h"

namespace powercut {

// Facts of the process and the store, for INFO.
struct HostFacts {
  std::uint64_t process_id = 0;
  std::string run_id = {};  // 40 hexadecimal digits, new at each start
  std::string executable = {};
  std::uint16_t port = 0;
  std::uint64_t memory_bytes = 0;       // resident
  std::uint64_t memory_peak_bytes = 0;  // the most so far
  std::uint64_t system_memory_bytes = 0;
  Duration user_time{0};
  Duration system_time{0};
  std::uint64_t buffer_bytes = 0;  // of clients' requests and answers
  std::uint64_t connections_received = 0;
  std::uint64_t connections_rejected = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t bytes_sent = 0;
  std::string store_name = {};
  std::string sync_policy = {};
  bool refuses_writes = false;  // a sync has failed
  std::uint64_t commits = 0;
  std::uint64_t syncs = 0;
  std::uint64_t compactions = 0;
  std::uint64_t index_bytes = 0;
};

class Host {
 public:
  virtual ~Host() = default;

  virtual Duration now() = 0;                     // since some moment before the start
  virtual std::uint64_t unix_microseconds() = 0;  // by the wall clock
  virtual void sleep(Duration time) = 0;          // nobody is served meanwhile

  virtual std::vector<Session*> sessions() = 0;  // by id
  virtual void disconnect(Session& session) = 0;

  // Returns at once if another thread can do the work. False: one is under way already.
  virtual bool start_compaction() = 0;
  virtual bool is_compacting() = 0;
  virtual void shut_down() = 0;

  virtual HostFacts facts() = 0;
};

}  // namespace powercut
