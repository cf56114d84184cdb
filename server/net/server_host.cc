// The server as host of the commands: services of the process that they run in.
#include <spdlog/spdlog.h>
#include <asio/post.hpp>

#include "server/net/server.h"

namespace powercut {

std::uint64_t Server::unix_microseconds() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count());
}

void Server::sleep(Duration time) { std::this_thread::sleep_for(time); }

std::vector<Session*> Server::sessions() {
  std::vector<Session*> sessions;
  for (const auto& [id, connection] : connections_) sessions.push_back(&connection->session());
  return sessions;
}

void Server::disconnect(Session& session) { connections_.at(session.id)->close("CLIENT KILL"); }

bool Server::start_compaction() {
  if (is_compacting_) return false;
  if (compaction_) compaction_->join();
  is_compacting_ = true;
  spdlog::info("compaction begins");
  const auto compact = [this] {
    const Result<void> compacted = keys().store().compact();
    asio::post(loop_, [this, compacted] {
      is_compacting_ = false;
      if (compacted.ok()) processor_.note_saved();
      spdlog::info("compaction: {}", compacted.ok() ? "done" : describe(compacted.error()));
    });
  };
  if (store_.takes_threads()) {
    compaction_.emplace(compact);
  } else {
    compaction_.reset();
    compact();
  }
  return true;
}

void Server::shut_down() {
  spdlog::info("SHUTDOWN: stopping");
  asio::post(loop_, [this] { stop(); });
}

HostFacts Server::facts() {
  HostFacts facts;
  process_.add_to(facts);
  store_.add_facts(facts);
  facts.port = config_.port;
  facts.buffer_bytes = client_bytes_;
  facts.connections_received = connections_received_;
  facts.connections_rejected = connections_rejected_;
  facts.bytes_received = bytes_received_;
  facts.bytes_sent = bytes_sent_;
  return facts;
}

}  // namespace powercut
