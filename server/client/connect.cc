#include "server/client/connect.h"

#include <fmt/format.h>

#include <asio/connect.hpp>
#include <optional>

namespace powercut {

std::string text_of(const ServerAddress& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return fmt::format(fmt::runtime(is_v6 ? "[{}]:{}" : "{}:{}"), address.host, address.port);
}

std::string connect(asio::io_context& loop, const ServerAddress& address,
                    std::chrono::milliseconds time_max, asio::ip::tcp::socket& socket) {
  std::optional<asio::error_code> outcome;
  asio::ip::tcp::resolver resolver(loop);
  const auto on_connected = [&outcome](const asio::error_code& error,
                                       const asio::ip::tcp::endpoint&) { outcome = error; };
  const auto on_resolved = [&](const asio::error_code& error,
                               const asio::ip::tcp::resolver::results_type& found) {
    if (error) {
      outcome = error;
    } else {
      asio::async_connect(socket, found, on_connected);
    }
  };
  resolver.async_resolve(address.host, std::to_string(address.port), on_resolved);
  loop.run_for(time_max);
  if (outcome) return *outcome ? outcome->message() : std::string();
  // The handlers speak of this call's variables: they must be done before it returns.
  resolver.cancel();
  asio::error_code ignored;
  socket.close(ignored);
  loop.restart();
  loop.run();
  return fmt::format("no answer in {} s (--timeout)", static_cast<double>(time_max.count()) / 1000);
}

}  // namespace powercut
