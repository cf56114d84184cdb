#include "server/commands/command_processor.h"

#include <fmt/format.h>

#include <utility>

#include "engine/release_buffer.h"
#include "server/commands/line_protocol.h"
#include "server/commands/until_zero.h"
#include "server/protocol/text_case.h"

namespace powercut {

namespace {

constexpr std::size_t queue_bytes_max = std::size_t{64} << 20U;  // of a transaction
constexpr std::size_t kept_value_bytes_max = std::size_t{1} << 20U;
constexpr std::uint64_t microseconds_per_second = 1'000'000;

// As many arguments as fit.
std::string unknown_command(std::span<const std::string_view> arguments) {
  std::string shown;
  for (const std::string_view argument : arguments.subspan(1)) {
    if (shown.size() >= shown_bytes_max) break;
    shown += fmt::format("'{}' ", until_zero(argument.substr(0, shown_bytes_max - shown.size())));
  }
  return fmt::format("ERR unknown command '{}', with args beginning with: {}",
                     shown_name(arguments[0]), shown);
}

std::string unknown_subcommand(const Command& command, std::string_view name) {
  std::string upper(command.name);
  for (char& letter : upper) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  }
  return fmt::format("ERR unknown subcommand '{}'. Try {} HELP.", shown_name(name), upper);
}

// No password stands in the slow log.
void hide_secrets(const Command& command, std::vector<std::string>& arguments) {
  const auto hide = [&](std::size_t index) {
    if (index < arguments.size()) arguments[index] = "(redacted)";
  };
  for (std::size_t index = 1; index < arguments.size(); ++index) {
    if (command.name == "auth") hide(index);
    if (command.name == "hello" && equals_ignoring_case(arguments[index], "auth")) {
      hide(++index);
      hide(++index);
    } else if (command.name == "config|set" &&
               equals_ignoring_case(arguments[index], "requirepass")) {
      hide(++index);
    }
  }
}

// An answer that is never sent gives its memory back here, or nowhere.
void drop_reply(std::string& bytes, std::size_t begin) {
  bytes.resize(begin);
  if (bytes.empty()) release_if_over(bytes, kept_value_bytes_max);
}

}  // namespace

void reply_store_error(CommandCall& call, Error error) {
  call.reply.error("ERR " + describe(error));
}

CommandProcessor::CommandProcessor(Store& store, Host& host, ServerConfig& config,
                                   std::uint64_t seed)
    : host_(host),
      config_(config),
      keys_(store, {.value_bytes_max = config.argument_bytes_max}),
      random_(seed),
      started_at_(host.now()),
      last_save_seconds_(
          static_cast<std::int64_t>(host.unix_microseconds() / microseconds_per_second)) {}

void CommandProcessor::note_saved() {
  last_save_seconds_ =
      static_cast<std::int64_t>(host_.unix_microseconds() / microseconds_per_second);
}

void CommandProcessor::note_second() {
  operations_per_second_ = commands_processed_ - std::min(commands_before_, commands_processed_);
  commands_before_ = commands_processed_;
}

void CommandProcessor::write_failure(Error error, std::string& reply) {
  ReplyWriter(reply, RespVersion::resp2)
      .error("MISCONF Errors writing to the store: " + describe(error));
}

void CommandProcessor::forget_failed(Error error) {
  last_write_error_ = error;
  watches_.touch_all();
}

void CommandProcessor::leave(Session& session) {
  watches_.unwatch(session);
  session.transaction = {};
}

CommandStats& CommandProcessor::mutable_stats_of(const Command& command) {
  return stats_[&command];
}

const CommandStats& CommandProcessor::stats_of(const Command& command) const {
  static const CommandStats none;
  const auto found = stats_.find(&command);
  return found == stats_.end() ? none : found->second;
}

void CommandProcessor::reset_stats() {
  stats_.clear();
  commands_processed_ = 0;
  errors_replied_ = 0;
  key_hits = 0;
  key_misses = 0;
}

// nullptr: it has answered why not.
const Command* CommandProcessor::find(Session& session, std::span<const std::string_view> arguments,
                                      ReplyWriter& reply) {
  const Command* command = find_command(arguments[0]);
  if (command == nullptr) {
    reply.error(unknown_command(arguments));
  } else if (!command->subcommands.empty() && arguments.size() > 1) {
    const Command* subcommand = find_subcommand(*command, arguments[1]);
    if (subcommand == nullptr) reply.error(unknown_subcommand(*command, arguments[1]));
    command = subcommand;
  }
  if (command == nullptr) session.transaction.is_broken |= session.transaction.is_open;
  return command;
}

bool CommandProcessor::is_allowed(const Command& command, Session& session, std::size_t count,
                                  ReplyWriter& reply) {
  if (!command.accepts(count) || command.handler == nullptr) {
    refuse(command, session, reply,
           fmt::format("ERR wrong number of arguments for '{}' command", command.name));
  } else if (!may_ask(session) && !command.flags.has(CommandFlag::no_auth)) {
    refuse(command, session, reply, "NOAUTH Authentication required.");
  } else if (session.transaction.is_open && command.flags.has(CommandFlag::no_multi)) {
    refuse(command, session, reply, "ERR Command not allowed inside a transaction");
  } else {
    return true;
  }
  return false;
}

// An EXEC that is refused ends the transaction, as any other that fails.
void CommandProcessor::refuse(const Command& command, Session& session, ReplyWriter& reply,
                              std::string_view error) {
  ++mutable_stats_of(command).rejected_calls;
  session.transaction.is_broken |= session.transaction.is_open;
  if (command.name != "exec") return reply.error(error);
  constexpr std::string_view usual_code = "ERR ";
  if (error.starts_with(usual_code)) error.remove_prefix(usual_code.size());
  leave(session);
  reply.error(fmt::format("EXECABORT Transaction discarded because of: {}", error));
}

bool CommandProcessor::needs_quiet(const Session& session, const Command* command) const {
  if (command == nullptr) return false;
  const Transaction& transaction = session.transaction;
  if (!transaction.is_open) return command->flags.has(CommandFlag::needs_quiet);
  if (command->name != "exec") return false;
  for (const QueuedCommand& queued : transaction.queue) {
    if (queued.command->flags.has(CommandFlag::needs_quiet)) return true;
  }
  return false;
}

// A browser that somebody made send a form or a script's request here: its first line is an unknown
// command, and its other lines may be commands. It is not listened to any further, as by Redis.
bool CommandProcessor::is_web_request(std::string_view name) {
  return equals_ignoring_case(name, "post") || equals_ignoring_case(name, "host:");
}

bool CommandProcessor::may_change(const Session& session, const Command& command) {
  if (session.transaction.is_open) return command.name == "exec";
  return command.flags.has(CommandFlag::write);
}

void CommandProcessor::queue(const Command& command, Session& session,
                             std::span<const std::string_view> arguments, ReplyWriter& reply) {
  Transaction& transaction = session.transaction;
  std::size_t bytes = sizeof(QueuedCommand);
  for (const std::string_view argument : arguments) bytes += argument.size() + sizeof(std::string);
  if (transaction.bytes + bytes > queue_bytes_max) {
    transaction.is_broken = true;
    reply.error(fmt::format("ERR a transaction has {} bytes at most", queue_bytes_max));
    return;
  }
  transaction.bytes += bytes;
  transaction.queue.push_back({&command, {arguments.begin(), arguments.end()}});
  reply.simple("QUEUED");
}

CommandProcessor::Outcome CommandProcessor::execute(Session& session,
                                                    std::span<const std::string_view> arguments,
                                                    std::string& bytes, std::uint64_t& needed) {
  needed = 0;
  if (is_web_request(arguments[0])) {
    session.closes_after_reply = true;
    return Outcome::answered;
  }
  const std::size_t begin = bytes.size();
  ReplyWriter reply(bytes, session.version);
  const Command* command = find(session, arguments, reply);
  if (command != nullptr && keys_.has_pending() && may_ask(session)) {
    if (needs_quiet(session, command)) return Outcome::needs_quiet;
    if (may_change(session, *command) && !keys_.has_room()) return Outcome::needs_room;
  }
  ++commands_processed_;
  session.skips_reply = std::exchange(session.skips_next_reply, false);
  if (command != nullptr && is_allowed(*command, session, arguments.size(), reply)) {
    session.last_command = command;
    if (session.transaction.is_open && !command->flags.has(CommandFlag::not_queued)) {
      queue(*command, session, arguments, reply);
    } else {
      keys_.begin_command();
      carry_out(*command, session, arguments, reply);
      finish_command(needed);
    }
  }
  errors_replied_ += reply.errors();
  if (session.is_silent()) {
    drop_reply(bytes, begin);
    needed = 0;
  }
  return Outcome::answered;
}

void CommandProcessor::finish_command(std::uint64_t& needed) {
  if (!watches_.empty()) {
    for (const Change& change : keys_.changes()) watches_.touch(change.key);
  }
  needed = keys_.needed();
  keys_.end_command();
  release_if_over(value_buffer_, kept_value_bytes_max);
}

// There is no way to tell a password in a line.
CommandProcessor::Outcome CommandProcessor::execute_line(Session& session, std::string_view line,
                                                         std::string& reply,
                                                         std::uint64_t& needed) {
  needed = 0;
  if (!keys_.has_room()) return Outcome::needs_room;
  ++commands_processed_;
  if (!may_ask(session)) {
    reply += "ERR a password is needed; use a Redis client\n";
    return Outcome::answered;
  }
  keys_.begin_command();
  answer_line(keys_, line, reply);
  finish_command(needed);
  return Outcome::answered;
}

void CommandProcessor::carry_out(const Command& command, Session& session,
                                 std::span<const std::string_view> arguments, ReplyWriter& reply) {
  const Duration begin = host_.now();
  const std::uint64_t errors_before = reply.errors();
  CommandCall call{*this, command, session, arguments, reply, keys_};
  command.handler(call);
  CommandStats& stats = mutable_stats_of(command);
  ++stats.calls;
  if (reply.errors() > errors_before) ++stats.failed_calls;
  note_time(command, session, arguments, begin);
}

void CommandProcessor::note_time(const Command& command, const Session& session,
                                 std::span<const std::string_view> arguments, Duration begin) {
  finished_at_ = host_.now();
  const Duration time = finished_at_ - begin;
  mutable_stats_of(command).time += time;
  const std::int64_t limit = config_.slow_log_microseconds;
  const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(time);
  if (limit < 0 || whole.count() < limit) return;
  if (command.flags.has(CommandFlag::skip_slowlog)) return;
  const std::uint64_t began =
      host_.unix_microseconds() - static_cast<std::uint64_t>(time.count() / 1000);
  std::vector<std::string> shown = SlowLog::shortened(arguments);
  hide_secrets(command, shown);
  slow_log_.add({.id = 0,
                 .unix_seconds = static_cast<std::int64_t>(began / microseconds_per_second),
                 .time = time,
                 .arguments = std::move(shown),
                 .client_address = session.address,
                 .client_name = session.name.substr(0, shown_bytes_max)},
                config_.slow_log_length);
}

}  // namespace powercut
