// Poller: which of the clients' sockets can be read or written, many at a time.
//
// asio's own reads first try, and then wait: for clients who send and then wait for their answer
// that is a call in vain for each request. So clients' sockets stand in an epoll set of their own,
// and asio's loop, which has the listener, the signals, the timers and the words of other threads,
// waits for that set as for one more descriptor. Sockets that are ready together are served
// together: a turn.
//
// Threads: one. Errors: none but those of a programmer (CHECK); where the system has no memory for
// a socket more, add() says so.
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

  // Calls turn() each time that some are ready, until stop().
  void start(std::function<void()> turn);
  void stop();

  // The sockets that are ready now: at most `ready_max`, each at most once.
  struct Ready {
    Connection* connection;
    bool readable;
    bool writable;
    bool broken;  // both ways: nothing will come, and nothing will arrive
  };
  static constexpr std::size_t ready_max = 512;
  std::span<const Ready> ready();

  // Begins, changes and ends the wait for a socket. False: the system has no memory for it.
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
