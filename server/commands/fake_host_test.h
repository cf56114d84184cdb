// FakeHost: a host without sockets, whose clock moves when it is told to.
#pragma once

#include <algorithm>
#include <vector>

#include "server/commands/host.h"

namespace powercut {

class FakeHost : public Host {
 public:
  Duration time{0};
  Duration time_per_look{0};  // so much passes whenever somebody looks at the clock
  Duration slept{0};
  std::vector<Session*> connected;
  bool is_shut_down = false;

  Duration now() override { return time += time_per_look; }
  std::uint64_t unix_microseconds() override {
    constexpr std::uint64_t start = 1'000'000'000'000'000;
    return start + static_cast<std::uint64_t>(time.count()) / 1000;
  }
  void sleep(Duration duration) override { slept += duration; }
  std::vector<Session*> sessions() override { return connected; }
  void disconnect(Session& session) override { std::erase(connected, &session); }
  bool start_compaction() override { return true; }
  bool is_compacting() override { return false; }
  void shut_down() override { is_shut_down = true; }
  HostFacts facts() override { return {}; }
};

}  // namespace powercut
