#include "server/net/poller.h"
#include "engine/io/macros.h"

namespace powercut {

namespace {

epoll_event event_of(Connection& connection, bool reads, bool writes) {
  epoll_event event{};
  event.events = (reads ? std::uint32_t{EPOLLIN} : 0U) | (writes ? std::uint32_t{EPOLLOUT} : 0U);
  event.data.ptr = &connection;
  return event;
}

int new_set() {
  const int set = ::epoll_create1(EPOLL_CLOEXEC);
  CHECK(set >= 0);
  return set;
}

}  // namespace

Poller::Poller(asio::io_context& loop) : set_(loop, new_set()) {}

void Poller::start(std::function<void()> turn) {
  turn_ = std::move(turn);
  wait();
}

void Poller::stop() {
  asio::error_code ignored;
  set_.cancel(ignored);
}

void Poller::wait() {
  set_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const asio::error_code& error) {
    if (error) return;
    wait();
    turn_();
  });
}

std::span<const Poller::Ready> Poller::ready() {
  const int found =
      ::epoll_wait(set_.native_handle(), events_.data(), static_cast<int>(events_.size()), 0);
  const std::size_t count = found > 0 ? static_cast<std::size_t>(found) : 0;
  for (std::size_t index = 0; index < count; ++index) {
    const std::uint32_t events = events_[index].events;
    ready_[index] = {.connection = static_cast<Connection*>(events_[index].data.ptr),
                     .readable = (events & EPOLLIN) != 0,
                     .writable = (events & EPOLLOUT) != 0,
                     .broken = (events & (EPOLLERR | EPOLLHUP)) != 0};
  }
  return std::span(ready_).first(count);
}

bool Poller::add(int descriptor, Connection& connection) {
  epoll_event event = event_of(connection, true, false);
  return ::epoll_ctl(set_.native_handle(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void Poller::change(int descriptor, Connection& connection, bool reads, bool writes) {
  epoll_event event = event_of(connection, reads, writes);
  CHECK(::epoll_ctl(set_.native_handle(), EPOLL_CTL_MOD, descriptor, &event) == 0);
}

void Poller::remove(int descriptor) {
  epoll_event event{};
  CHECK(::epoll_ctl(set_.native_handle(), EPOLL_CTL_DEL, descriptor, &event) == 0);
}

}  // namespace powercut
