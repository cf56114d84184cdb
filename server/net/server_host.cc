#include "server/net/server_host.h"

#include <spdlog/spdlog.h>
#include <asio/post.hpp>

namespace powercut {

std::uint64_t ServerHost::unix_microseconds() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count());
}

void ServerHost::sleep(Duration time) { std::this_thread::sleep_for(time); }

bool ServerHost::start_compaction() {
  if (is_compacting_) return false;
  await_compaction();
  is_compacting_ = true;
  spdlog::info("compaction begins");
  const auto compact = [this] {
    const Result<void> compacted = store_.store().compact();
    asio::post(loop_, [this, compacted] {
      is_compacting_ = false;
      if (compacted.ok()) saved_();
      spdlog::info("compaction: {}", compacted.ok() ? "done" : describe(compacted.error()));
    });
  };
  if (store_.takes_threads()) {
    compaction_.emplace(compact);
  } else {
    compact();
  }
  return true;
}

void ServerHost::await_compaction() {
  if (compaction_) compaction_->join();
  compaction_.reset();
}

void ServerHost::shut_down() {
  spdlog::info("SHUTDOWN: stopping");
  asio::post(loop_, [this] { stop_(); });
}

HostFacts ServerHost::facts() {
  HostFacts facts;
  process_.add_to(facts);
  store_.add_facts(facts);
  facts.port = clients_.port();
  facts.buffer_bytes = traffic_.client_bytes;
  facts.connections_received = traffic_.connections_received;
  facts.connections_rejected = traffic_.connections_rejected;
  facts.bytes_received = traffic_.bytes_received;
  facts.bytes_sent = traffic_.bytes_sent;
  return facts;
}

}  // namespace powercut
