#include "server/net/client_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace powercut {

namespace {

std::string text_of(const sockaddr_storage& address) {
  char text[INET6_ADDRSTRLEN] = {};
  if (address.ss_family == AF_INET6) {
    const auto& inet6 = reinterpret_cast<const sockaddr_in6&>(address);
    ::inet_ntop(AF_INET6, &inet6.sin6_addr, text, sizeof(text));
    return fmt::format("[{}]:{}", text, ntohs(inet6.sin6_port));
  }
  const auto& inet = reinterpret_cast<const sockaddr_in&>(address);
  ::inet_ntop(AF_INET, &inet.sin_addr, text, sizeof(text));
  return fmt::format("{}:{}", text, ntohs(inet.sin_port));
}

ClientSocket::Transfer transfer_of(ssize_t result) {
  if (result >= 0) return {.bytes = static_cast<std::size_t>(result)};
  const bool would_block = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  return {.would_block = would_block, .error = would_block ? 0 : errno};
}

}  // namespace

ClientSocket::ClientSocket(int descriptor) : descriptor_(descriptor) {
  const int on = 1;
  const int seconds_until_probe = 300;
  ::fcntl(descriptor_, F_SETFL, ::fcntl(descriptor_, F_GETFL) | O_NONBLOCK);
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  ::setsockopt(descriptor_, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_KEEPIDLE, &seconds_until_probe,
               sizeof(seconds_until_probe));
}

ClientSocket::~ClientSocket() { close(); }

ClientSocket::Transfer ClientSocket::receive(std::span<char> room) {
  Transfer transfer = transfer_of(::recv(descriptor_, room.data(), room.size(), 0));
  transfer.has_ended = transfer.bytes == 0 && !transfer.would_block && transfer.error == 0;
  return transfer;
}

ClientSocket::Transfer ClientSocket::send(std::string_view bytes) {
  return transfer_of(::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

void ClientSocket::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

std::string ClientSocket::peer_address() const {
  sockaddr_storage address{};
  socklen_t length = sizeof(address);
  if (::getpeername(descriptor_, reinterpret_cast<sockaddr*>(&address), &length) != 0) return "?:0";
  return text_of(address);
}

std::string ClientSocket::local_address() const {
  sockaddr_storage address{};
  socklen_t length = sizeof(address);
  if (::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &length) != 0) return "?:0";
  return text_of(address);
}

}  // namespace powercut
