// ServerHost: gives the commands what they need of the server: the process that they run in, its
// clients, and a compaction in the background.
//
// Threads: the one that has the loop; a compaction has a thread of its own, if the store takes two.
#pragma once

#include <asio/io_context.hpp>

#include <functional>
#include <optional>
#include <thread>

#include "powercut/io/clock.h"
#include "server/commands/host.h"
#include "server/net/clients.h"
#include "server/net/process_facts.h"
#include "server/net/served_store.h"

namespace powercut {

class ServerHost : public Host {
 public:
  // stop() is called if SHUTDOWN was asked for, saved() when a compaction has ended well.
  ServerHost(ServedStore& store, const Clock& clock, asio::io_context& loop, Clients& clients,
             const Traffic& traffic, std::function<void()> stop, std::function<void()> saved)
      : store_(store),
        clock_(clock),
        loop_(loop),
        clients_(clients),
        traffic_(traffic),
        stop_(std::move(stop)),
        saved_(std::move(saved)) {}
  ~ServerHost() override { await_compaction(); }

  Duration now() override { return clock_.now(); }
  std::uint64_t unix_microseconds() override;
  void sleep(Duration time) override;
  std::vector<Session*> sessions() override { return clients_.sessions(); }
  void disconnect(Session& session) override { clients_.at(session.id).close("CLIENT KILL"); }
  bool start_compaction() override;
  bool is_compacting() override { return is_compacting_; }
  void shut_down() override;
  HostFacts facts() override;

  // Returns when no compaction is under way.
  void await_compaction();

 private:
  ServedStore& store_;
  const Clock& clock_;
  asio::io_context& loop_;
  Clients& clients_;
  const Traffic& traffic_;
  std::function<void()> stop_;
  std::function<void()> saved_;
  ProcessFacts process_;
  bool is_compacting_ = false;
  std::optional<std::thread> compaction_;
};

}  // namespace powercut
