// connect: finds the server, and asks for a connection to it.
#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <string>

namespace powercut {

struct ServerAddress {
  std::string host = "127.0.0.1";
  std::uint16_t port = 5555;
};

// The address as a person writes it, HOST:PORT.
std::string text_of(const ServerAddress& address);

// Tries all addresses that the host's name stands for, in turn. `time_max` is for all of them
// together. Returns an empty text, or why there is no connection.
std::string connect(asio::io_context& loop, const ServerAddress& address,
                    std::chrono::milliseconds time_max, asio::ip::tcp::socket& socket);

}  // namespace powercut
