#include "server/net/connection.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstring>

#include "server/commands/line_protocol.h"
#include "server/protocol/quoted_words.h"

namespace powercut {

namespace {

// Unread answers: a client with so many is not read from.
constexpr std::size_t unsent_bytes_max = std::size_t{1} << 20U;

// A line of the line protocol; Redis's are shorter.
constexpr std::size_t line_bytes_max = std::size_t{1} << 20U;

// For the requests of one client in one turn.
constexpr Duration slice_time_max = std::chrono::milliseconds(10);

// How long a client may leave its answers unread.
constexpr Duration stall_time_max = std::chrono::seconds(60);

}  // namespace

Connection::Connection(Serving& serving, int descriptor, std::uint64_t id)
    : serving_(serving), socket_(descriptor) {
  session_.id = id;
  session_.descriptor = descriptor;
  session_.address = socket_.peer_address();
  session_.local_address = socket_.local_address();
  serving_.processor().join(session_);
  session_.connected_at = session_.last_active_at = serving_.now();
}

bool Connection::may_process() const {
  return !is_closed_ && !has_finished_ && !is_waiting &&
         replies_.unsent_bytes() <= unsent_bytes_max;
}

// ---- requests

void Connection::on_readable(std::span<char> shared) {
  if (!may_process() || is_paused_) return;
  const bool is_shared = input_.empty();
  const std::span<char> room = is_shared ? shared : input_.room(parser_.bytes_needed());
  const ClientSocket::Transfer read = socket_.receive(room);
  if (read.would_block) return;
  if (read.error != 0) return close(std::strerror(read.error));
  // A client that only stops sending may still want its answers.
  if (read.has_ended) return finish();
  serving_.traffic().bytes_received += read.bytes;
  session_.last_active_at = serving_.turn_time();
  if (is_shared) {
    input_.lend({room.data(), read.bytes});
  } else {
    input_.received(read.bytes);
  }
  process();
  input_.keep();
  if (input_.unread().size() > serving_.config().request_bytes_max) {
    close("its request is over the limit");
  }
}

// A client with many requests lets others come in between.
void Connection::process() {
  serving_.touch(*this);
  if (serving_.wants_quiet() && may_process() && !input_.empty()) serving_.wait(*this);
  const Duration begin = serving_.now();
  bool has_time = true;
  while (has_time && may_process() && process_one() == Next::go_on) {
    has_time = serving_.processor().finished_at() - begin <= slice_time_max;
  }
  is_paused_ = (!has_time || !may_process()) && !input_.empty();
}

Connection::Next Connection::process_one() {
  if (input_.empty()) return Next::stop;
  session_.input_bytes = input_.unread().size();
  RequestLimits limits{.argument_bytes_max = serving_.config().argument_bytes_max};
  if (dialect_ != LineDialect::redis_inline) limits.line_bytes_max = line_bytes_max;
  const bool is_stranger = !serving_.processor().may_ask(session_);
  Next next = Next::go_on;
  switch (parser_.next(input_.unread(), limits, is_stranger)) {
    case RequestParser::Outcome::incomplete:
      return Next::stop;
    case RequestParser::Outcome::failed:
      fail(parser_.error());
      return Next::stop;
    case RequestParser::Outcome::empty:
      decide_dialect();
      session_.skips_next_reply = false;  // what has no answer can be skipped, too
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
  if (next == Next::again) return Next::stop;
  input_.consume(parser_.consumed());
  parser_.release();
  return next;
}

void Connection::decide_dialect() {
  if (dialect_) return;
  const bool is_resp = input_.unread().front() == '*';
  if (is_resp) {
    dialect_ = LineDialect::redis_inline;
  } else if (serving_.line_dialect() != LineDialect::by_line_end) {
    dialect_ = serving_.line_dialect();
  } else if (!parser_.line_ends_in_crlf()) {
    dialect_ = LineDialect::line_protocol;
  } else if (!parser_.line().empty()) {
    // An empty line of a Redis client decides nothing.
    dialect_ = LineDialect::redis_inline;
  }
}

Connection::Next Connection::answer(std::span<const std::string_view> arguments) {
  std::uint64_t needed = 0;
  const auto outcome = serving_.processor().execute(session_, arguments, replies_.bytes(), needed);
  if (outcome == CommandProcessor::Outcome::answered) {
    if (session_.closes_after_reply) finish();
    end_answer(needed);
    return Next::go_on;
  }
  return wait_for(outcome) ? answer(arguments) : Next::again;
}

Connection::Next Connection::answer_line_of_text() {
  if (dialect_ != LineDialect::line_protocol) return answer_inline(parser_.line());
  std::uint64_t needed = 0;
  const auto outcome =
      serving_.processor().execute_line(session_, parser_.line(), replies_.bytes(), needed);
  if (outcome == CommandProcessor::Outcome::answered) {
    end_answer(needed);
    return Next::go_on;
  }
  return wait_for(outcome) ? answer_line_of_text() : Next::again;
}

// Whether what was wanted could be had at once.
bool Connection::wait_for(CommandProcessor::Outcome outcome) {
  return outcome == CommandProcessor::Outcome::needs_quiet ? serving_.make_quiet(*this)
                                                           : serving_.make_room(*this);
}

Connection::Next Connection::answer_inline(std::string_view line) {
  const std::optional<std::vector<std::string>> words = split_quoted_words(line);
  if (!words) {
    fail("Protocol error: unbalanced quotes in request");
    return Next::stop;
  }
  if (words->empty()) {
    session_.skips_next_reply = false;
    return Next::go_on;
  }
  const std::vector<std::string_view> arguments(words->begin(), words->end());
  return answer(arguments);
}

void Connection::end_answer(std::uint64_t needed) {
  replies_.end_reply(needed, serving_.processor().keys().decided());
  if (replies_.is_holding()) serving_.note_held(*this);
}

void Connection::fail(std::string_view error) {
  spdlog::info("client {} at {}: {}", session_.id, session_.address, error);
  // A client that wants no answer to its next request gets none to one that cannot be read, either.
  if (session_.wants_no_replies || session_.skips_next_reply) return finish();
  if (dialect_.value_or(serving_.line_dialect()) == LineDialect::line_protocol) {
    replies_.bytes() += fmt::format("ERR {}\n", error);
  } else {
    ReplyWriter(replies_.bytes(), session_.version).error(fmt::format("ERR {}", error));
  }
  replies_.end_reply(0, serving_.processor().keys().decided());
  finish();
}

// ---- answers

void Connection::batches_failed(std::uint64_t decided, Error error) {
  const bool speaks_lines = dialect_ == LineDialect::line_protocol;
  replies_.fail(decided, [&](std::string& reply) {
    if (speaks_lines) {
      answer_failed_line(error, reply);
    } else {
      CommandProcessor::write_failure(error, reply);
    }
  });
}

void Connection::on_writable() {
  is_blocked_ = false;
  serving_.touch(*this);
}

void Connection::flush() {
  while (!is_closed_ && !is_blocked_) {
    const std::string_view bytes = replies_.sendable();
    if (bytes.empty()) break;
    const ClientSocket::Transfer sent = socket_.send(bytes);
    if (sent.error != 0) return close(std::strerror(sent.error));
    if (sent.bytes > 0) {
      stalled_since_ = Duration{0};
      session_.last_active_at = serving_.turn_time();
    }
    is_blocked_ = sent.bytes < bytes.size();
    serving_.traffic().bytes_sent += sent.bytes;
    replies_.sent(sent.bytes);
    if (is_blocked_ && stalled_since_ == Duration{0}) stalled_since_ = serving_.now();
  }
  if (is_closed_) return;
  if (has_finished_ && replies_.empty()) return close("it has all its answers");
  if (is_paused_ && may_process()) serving_.resume(*this);
  update_interest();
  note_sizes();
}

void Connection::update_interest() {
  const bool reads = may_process() && !is_paused_;
  if (reads == waits_to_read_ && is_blocked_ == waits_to_write_) return;
  waits_to_read_ = reads;
  waits_to_write_ = is_blocked_;
  serving_.poller().change(descriptor(), *this, waits_to_read_, waits_to_write_);
}

void Connection::note_sizes() {
  session_.input_bytes = input_.unread().size();
  session_.input_capacity = input_.capacity();
  session_.output_bytes = replies_.unsent_bytes();
  note_memory(memory_bytes());
}

void Connection::note_memory(std::size_t bytes) {
  serving_.traffic().client_bytes += bytes - noted_bytes_;
  noted_bytes_ = bytes;
}

// ---- the end

void Connection::turn_away(std::string_view error) {
  ReplyWriter(replies_.bytes(), session_.version).error(error);
  socket_.send(replies_.bytes());
}

void Connection::finish() {
  has_finished_ = true;
  serving_.touch(*this);
}

void Connection::check_time(Duration now) {
  if (stalled_since_ != Duration{0} && now - stalled_since_ > stall_time_max) {
    return close("it does not read its answers");
  }
  const Duration idle_max = serving_.config().idle_time_max;
  if (idle_max > Duration{0} && now - session_.last_active_at > idle_max) close("it was idle");
}

void Connection::close(std::string_view why) {
  if (is_closed_) return;
  is_closed_ = true;
  spdlog::debug("client {} at {} is gone: {}", session_.id, session_.address, why);
  note_memory(0);
  // Now, and not when the turn ends; an assignment would keep the memory.
  ReplyQueue none;
  std::swap(replies_, none);
  serving_.forget(*this);
  socket_.close();
}

}  // namespace powercut
