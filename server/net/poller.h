// Poller: finds the clients' sockets that can be read or written, many at a time.
//
// asio's own reads try first, and then wait. For a client that sends a request and waits for its
// answer, the try is a call in vain for each request. So clients' sockets are in an epoll set of
// their own. asio's loop has the listener, the signals, the timers and the posts of other threads.
// It waits for that set as for one more descriptor. Sockets that are ready together are served
// together, in a turn.
//
// Threads: one. Errors: only those of a programmer (CHECK); but add() says if the system has no
// memory for one more socket.
#pragma once

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <functional>
#include <span>

namespace powercut {

class Connection;

class Poller {
 public:
  explicit Poller(asio::io_context& loop);
  ~Poller() = default;
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  // Calls turn() each time that some sockets are ready, until stop().
  void start(std::function<void()> turn);
  void stop();

  // The sockets that are ready now: at most `ready_max`, each at most once.
  struct Ready {
    Connection* connection;
    bool readable;
    bool writable;
    bool broken;  // both ways: nothing comes, and nothing arrives
  };
  static constexpr std::size_t ready_max = 512;
  std::span<const Ready> ready();

  // These begin, change and end the wait for a socket. add() returns false if the system has no
  // memory for it.
  bool add(int descriptor, Connection& connection);
  void change(int descriptor, Connection& connection, bool reads, bool writes);
  void remove(int descriptor);

 private:
  void wait();

  asio::posix::stream_descriptor set_;
  std::function<void()> turn_;
  std::array<epoll_event, ready_max> events_{};
  std::array<Ready, ready_max> ready_{};
};

}  // namespace powercut
