#include "server/client/exchange.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace powercut {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t read_bytes = std::size_t{64} << 10U;
constexpr std::size_t unsent_bytes_max = std::size_t{256} << 10U;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

std::string failed(std::string_view what) {
  return fmt::format("{}: {}", what, std::strerror(errno));
}

// Whether the line is an answer of the line protocol, and of nothing else.
bool is_answer(std::string_view line) {
  return line == "OK" || line == "NOT_FOUND" || line == "DELETED" || line.starts_with("VALUE ") ||
         line.starts_with("ERR ");
}

}  // namespace

Exchange::Exchange(int socket, ExchangeOptions options)
    : socket_(socket), options_(std::move(options)), input_has_ended_(options_.input < 0) {}

void Exchange::ask(std::string_view line) {
  while (line.ends_with('\r')) line.remove_suffix(1);
  if (line.find_first_not_of(" \t\v\f\r") == std::string_view::npos) return;
  if (line.starts_with('*')) unsent_ += ' ';
  unsent_ += line;
  unsent_ += '\n';
  if (unanswered() == 0) moved_at_ = Clock::now();
  ++asked_;
}

std::string Exchange::run() {
  std::string wrong;
  while (wrong.empty() && !is_done()) {
    if (!options_.prompt.empty() && !has_prompted_ && unanswered() == 0) {
      fmt::print("{}", options_.prompt);
      has_prompted_ = true;
    }
    if (std::fflush(stdout) != 0) return failed("the answers cannot be written");
    wrong = wait_and_move();
  }
  if (std::fflush(stdout) != 0 && wrong.empty()) return failed("the answers cannot be written");
  return wrong;
}

// On a terminal the next line is for after the answer.
bool Exchange::wants_input() const {
  if (input_has_ended_ || cannot_send_) return false;
  if (!options_.prompt.empty()) return unanswered() == 0;
  return unsent_.size() - sent_ < unsent_bytes_max;
}

// The time that poll() takes: milliseconds until an answer is overdue, or -1.
int Exchange::poll_time() const {
  if (unanswered() == 0 || options_.answer_time_max.count() == 0) return -1;
  const auto left = moved_at_ + options_.answer_time_max - Clock::now();
  const auto rounded = std::chrono::ceil<std::chrono::milliseconds>(left).count();
  return static_cast<int>(std::clamp<std::int64_t>(rounded, 0, 1'000'000));
}

std::string Exchange::wait_and_move() {
  const bool has_unsent = sent_ < unsent_.size() && !cannot_send_;
  std::array<pollfd, 2> waits = {
      pollfd{socket_, static_cast<short>(has_unsent ? POLLIN | POLLOUT : POLLIN), 0},
      pollfd{wants_input() ? options_.input : -1, POLLIN, 0}};
  const int time = poll_time();
  const int ready = ::poll(waits.data(), waits.size(), time);
  if (ready < 0) return errno == EINTR ? std::string() : failed("poll");
  if (ready == 0 && poll_time() == 0) {
    return fmt::format("no answer in {} s (--timeout)",
                       static_cast<double>(options_.answer_time_max.count()) / 1000);
  }
  std::string wrong;
  if ((waits[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) wrong = receive();
  if (wrong.empty() && (waits[0].revents & POLLOUT) != 0) send();
  if (wrong.empty() && waits[1].revents != 0) wrong = read_input();
  return wrong;
}

std::string Exchange::read_input() {
  std::array<char, read_bytes> bytes;
  const ssize_t count = ::read(options_.input, bytes.data(), bytes.size());
  if (count < 0) return would_block() ? std::string() : failed("the commands cannot be read");
  has_prompted_ = false;
  if (count == 0) {
    input_has_ended_ = true;
    ask(lines_.rest());
    return {};
  }
  lines_.append({bytes.data(), static_cast<std::size_t>(count)});
  while (const std::optional<std::string_view> line = lines_.next()) ask(*line);
  return {};
}

// A failure to send does not end it: answers that came before may still be unread.
void Exchange::send() {
  const ssize_t count =
      ::send(socket_, unsent_.data() + sent_, unsent_.size() - sent_, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count < 0) {
    cannot_send_ = !would_block();
    return;
  }
  moved_at_ = Clock::now();
  sent_ += static_cast<std::size_t>(count);
  if (sent_ * 2 >= unsent_.size()) {
    unsent_.erase(0, sent_);
    sent_ = 0;
  }
}

std::string Exchange::receive() {
  std::array<char, read_bytes> bytes;
  const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (count < 0) return would_block() ? std::string() : failed("the connection is lost");
  if (count == 0) return "the server has closed the connection";
  answers_.append({bytes.data(), static_cast<std::size_t>(count)});
  const std::string wrong = take_answers();
  moved_at_ = Clock::now();
  return wrong;
}

std::string Exchange::take_answers() {
  while (const std::optional<std::string_view> answer = answers_.next()) {
    if (!is_answer(*answer) || unanswered() == 0) {
      return fmt::format("no answer of the line protocol: '{}'", answer->substr(0, 100));
    }
    ++answered_;
    saw_error_ = saw_error_ || answer->starts_with("ERR ");
    std::fwrite(answer->data(), 1, answer->size() + 1, stdout);
  }
  return {};
}

}  // namespace powercut
