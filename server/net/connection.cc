#include "server/net/connection.h"

#include <asio/buffer.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "server/commands/line_protocol.h"
#include "server/net/server.h"
#include "server/protocol/quoted_words.h"

namespace powercut {

namespace {

// Answers that a client has not read: with so many he is not read from.
constexpr std::size_t unsent_bytes_max = std::size_t{1} << 20U;

// A line of somebody who speaks the line protocol; Redis's are shorter.
constexpr std::size_t line_bytes_max = std::size_t{1} << 20U;

// How long a client may leave his answers unread.
constexpr Duration stall_time_max = std::chrono::seconds(60);

std::string text_of(const asio::ip::tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  return fmt::format(fmt::runtime(endpoint.address().is_v6() ? "[{}]:{}" : "{}:{}"), address,
                     endpoint.port());
}

}  // namespace

Connection::Connection(Server& server, asio::ip::tcp::socket socket, std::uint64_t id)
    : server_(server), socket_(std::move(socket)) {
  asio::error_code ignored;
  session_.id = id;
  session_.descriptor = socket_.native_handle();
  session_.address = text_of(socket_.remote_endpoint(ignored));
  session_.local_address = text_of(socket_.local_endpoint(ignored));
  session_.connected_at = session_.last_active_at = server_.now();
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.set_option(asio::socket_base::keep_alive(true), ignored);
  socket_.non_blocking(true, ignored);
}

void Connection::start() { read(); }

bool Connection::may_process() const {
  return !is_closed_ && !has_finished_ && !is_waiting && replies_.unsent_bytes() <= unsent_bytes_max;
}

void Connection::read() {
  if (is_reading_ || !may_process()) return;
  const std::size_t limit = server_.config().request_bytes_max;
  if (input_.unread().size() > limit) return close("its request is over the limit");
  const std::span<char> room = input_.room(parser_.bytes_needed());
  note_sizes();
  is_reading_ = true;
  socket_.async_read_some(
      asio::buffer(room.data(), room.size()),
      [self = shared_from_this()](const asio::error_code& error, std::size_t bytes) {
        self->is_reading_ = false;
        if (self->is_closed_) return;
        // Who only stops sending may still want his answers.
        if (error == asio::error::eof) return self->finish();
        if (error) return self->close(error.message());
        self->on_read(bytes);
      });
}

void Connection::on_read(std::size_t bytes) {
  server_.count_received(bytes);
  session_.last_active_at = server_.turn_time();
  input_.received(bytes);
  process();
}

void Connection::process() {
  server_.touch(*this);
  if (server_.wants_quiet() && !is_closed_ && !is_waiting) server_.wait(*this);
  while (may_process() && process_one() == Next::go_on) {
  }
  is_paused_ = !may_process();
  note_sizes();
}

Connection::Next Connection::process_one() {
  if (input_.unread().empty()) return Next::stop;
  RequestLimits limits{.argument_bytes_max = server_.config().argument_bytes_max};
  if (dialect_ != LineDialect::redis_inline) limits.line_bytes_max = line_bytes_max;
  const bool is_stranger = !server_.processor().may_ask(session_);
  Next next = Next::go_on;
  switch (parser_.next(input_.unread(), limits, is_stranger)) {
    case RequestParser::Outcome::incomplete:
      return Next::stop;
    case RequestParser::Outcome::failed:
      fail(parser_.error());
      return Next::stop;
    case RequestParser::Outcome::empty:
      decide_dialect();
      break;
    case RequestParser::Outcome::arguments:
      decide_dialect();
      next = answer(parser_.arguments());
      break;
    case RequestParser::Outcome::line:
      decide_dialect();
      next = answer_line_of_text();
      break;
  }
  if (!is_waiting) input_.consume(parser_.consumed());
  return next;
}

void Connection::decide_dialect() {
  if (dialect_) return;
  const bool is_resp = input_.unread().front() == '*';
  if (is_resp) {
    dialect_ = LineDialect::redis_inline;
  } else if (server_.line_dialect() != LineDialect::by_line_end) {
    dialect_ = server_.line_dialect();
  } else if (parser_.line_ends_in_crlf()) {
    // An empty line decides nothing.
    if (!parser_.line().empty()) dialect_ = LineDialect::redis_inline;
  } else {
    dialect_ = LineDialect::line_protocol;
  }
}

Connection::Next Connection::answer(std::span<const std::string_view> arguments) {
  std::uint64_t needed = 0;
  const auto outcome = server_.processor().execute(session_, arguments, replies_.bytes(), needed);
  if (outcome == CommandProcessor::Outcome::needs_quiet) {
    if (server_.make_quiet(*this)) return answer(arguments);
    return Next::stop;
  }
  replies_.end_reply(needed, server_.keys().decided());
  if (replies_.is_holding()) server_.note_held(*this);
  if (session_.closes_after_reply) finish();
  return server_.may_go_on(*this) ? Next::go_on : Next::stop;
}

Connection::Next Connection::answer_line_of_text() {
  const std::string_view line = parser_.line();
  if (dialect_ != LineDialect::line_protocol) return answer_inline(line);
  std::uint64_t needed = 0;
  server_.processor().execute_line(session_, line, replies_.bytes(), needed);
  replies_.end_reply(needed, server_.keys().decided());
  if (replies_.is_holding()) server_.note_held(*this);
  return server_.may_go_on(*this) ? Next::go_on : Next::stop;
}

Connection::Next Connection::answer_inline(std::string_view line) {
  const std::optional<std::vector<std::string>> words = split_quoted_words(line);
  if (!words) {
    fail("Protocol error: unbalanced quotes in request");
    return Next::stop;
  }
  if (words->empty()) return Next::go_on;
  const std::vector<std::string_view> arguments(words->begin(), words->end());
  return answer(arguments);
}

void Connection::fail(std::string_view error) {
  spdlog::info("client {} at {}: {}", session_.id, session_.address, error);
  if (dialect_.value_or(server_.line_dialect()) == LineDialect::line_protocol) {
    replies_.bytes() += fmt::format("ERR {}\n", error);
  } else {
    ReplyWriter(replies_.bytes(), session_.version).error(fmt::format("ERR {}", error));
  }
  replies_.end_reply(0, server_.keys().decided());
  finish();
}

void Connection::finish() {
  has_finished_ = true;
  server_.touch(*this);
}

void Connection::batches_failed(std::uint64_t decided, Error error) {
  const bool speaks_lines = dialect_ == LineDialect::line_protocol;
  replies_.fail(decided, [&](std::string& reply) {
    speaks_lines ? answer_failed_line(error, reply) : CommandProcessor::write_failure(error, reply);
  });
}

void Connection::flush() {
  while (!is_closed_ && !is_writing_) {
    const std::string_view bytes = replies_.sendable();
    if (bytes.empty()) break;
    asio::error_code error;
    const std::size_t sent =
        socket_.write_some(asio::buffer(bytes.data(), bytes.size()), error);
    if (error == asio::error::would_block || error == asio::error::try_again) {
      wait_for_room();
      break;
    }
    if (error) return close(error.message());
    server_.count_sent(sent);
    replies_.sent(sent);
    stalled_since_ = Duration{0};
    if (sent < bytes.size()) wait_for_room();
  }
  if (is_closed_) return;
  if (has_finished_ && replies_.empty()) return close("it was asked to");
  note_sizes();
  if (is_paused_ && may_process()) process();
  read();
}

void Connection::wait_for_room() {
  if (stalled_since_ == Duration{0}) stalled_since_ = server_.now();
  is_writing_ = true;
  socket_.async_wait(asio::ip::tcp::socket::wait_write,
                     [self = shared_from_this()](const asio::error_code& error) {
                       self->is_writing_ = false;
                       if (self->is_closed_) return;
                       if (error) return self->close(error.message());
                       self->flush();
                     });
}

void Connection::check_time(Duration now) {
  if (stalled_since_ != Duration{0} && now - stalled_since_ > stall_time_max) {
    return close("it does not read its answers");
  }
  const Duration idle_max = server_.config().idle_time_max;
  if (idle_max > Duration{0} && now - session_.last_active_at > idle_max) close("it was idle");
}

void Connection::note_sizes() {
  session_.input_bytes = input_.unread().size();
  session_.input_capacity = input_.capacity();
  session_.output_bytes = replies_.unsent_bytes();
  server_.note_memory(noted_bytes_, memory_bytes());
  noted_bytes_ = memory_bytes();
}

void Connection::close(std::string_view why) {
  if (is_closed_) return;
  is_closed_ = true;
  spdlog::debug("client {} at {} is gone: {}", session_.id, session_.address, why);
  asio::error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
  server_.note_memory(noted_bytes_, 0);
  noted_bytes_ = 0;
  server_.forget(*this);
}

}  // namespace powercut
