// ClientSocket: reads and writes a connected socket that never blocks, and closes it in its
// destructor.
//
// Threads: one.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace powercut {

class ClientSocket {
 public:
  // Takes over the descriptor. Answers go out at once (TCP_NODELAY), and a peer that is gone is
  // noticed (SO_KEEPALIVE).
  explicit ClientSocket(int descriptor);
  ~ClientSocket();
  ClientSocket(const ClientSocket&) = delete;
  ClientSocket& operator=(const ClientSocket&) = delete;

  struct Transfer {
    std::size_t bytes = 0;
    bool would_block = false;
    bool has_ended = false;  // by receive(): the peer sends no more
    int error = 0;           // an errno, or 0
  };
  Transfer receive(std::span<char> room);
  Transfer send(std::string_view bytes);

  void close();

  int descriptor() const { return descriptor_; }
  std::string peer_address() const;  // "127.0.0.1:40000", "[::1]:40000"
  std::string local_address() const;

 private:
  int descriptor_;  // -1: closed
};

}  // namespace powercut
