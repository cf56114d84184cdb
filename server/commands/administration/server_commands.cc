// Commands about the server as a whole: INFO, SHUTDOWN, SLOWLOG and their kin.
#include <fmt/format.h>

#include <cstdlib>
#include <set>

#include "server/commands/administration/info_text.h"
#include "server/commands/command_processor.h"
#include "server/commands/handlers.h"
#include "server/commands/reply_help.h"
#include "server/commands/until_zero.h"
#include "server/protocol/number_text.h"
#include "server/protocol/text_case.h"

namespace powercut::commands {

void info(CommandCall& call) {
  const std::span<const std::string_view> names = call.arguments.subspan(1);
  call.reply.verbatim(info_text(call.processor, {names.begin(), names.end()}));
}

void time(CommandCall& call) {
  constexpr std::uint64_t microseconds_per_second = 1'000'000;
  const std::uint64_t now = call.processor.host().unix_microseconds();
  call.reply.array(2);
  call.reply.number_bulk(static_cast<std::int64_t>(now / microseconds_per_second));
  call.reply.number_bulk(static_cast<std::int64_t>(now % microseconds_per_second));
}

void lastsave(CommandCall& call) { call.reply.integer(call.processor.last_save_seconds()); }

void bgrewriteaof(CommandCall& call) {
  if (!call.processor.host().start_compaction()) {
    return call.reply.error("ERR Background append only file rewriting already in progress");
  }
  call.reply.simple("Background append only file rewriting started");
}

// A client that asks for it gets no answer but a closed connection.
void shutdown(CommandCall& call) {
  std::set<std::string> options;
  for (const std::string_view text : call.arguments.subspan(1)) {
    const std::string option = lower_case(text);
    if (option != "nosave" && option != "save" && option != "now" && option != "force" &&
        option != "abort") {
      return call.reply.error("ERR syntax error");
    }
    options.insert(option);
  }
  const bool aborts = options.contains("abort");
  if ((aborts && options.size() > 1) || (options.contains("save") && options.contains("nosave"))) {
    return call.reply.error("ERR syntax error");
  }
  if (aborts) return call.reply.error("ERR No shutdown in progress.");
  call.session.closes_after_reply = true;
  call.processor.host().shut_down();
}

// A text that is no number is no time, and neither is a negative number.
void debug(CommandCall& call) {
  if (!equals_ignoring_case(call.argument(1), "sleep") || call.count() != 3) {
    return call.reply.error(
        fmt::format("ERR unknown subcommand or wrong number of arguments for '{}'. Try DEBUG HELP.",
                    shown_name(call.argument(1))));
  }
  constexpr double seconds_max = 3600;
  const double seconds = std::strtod(std::string(call.argument(2)).c_str(), nullptr);
  if (!(seconds <= seconds_max)) return call.reply.error("ERR value is not a valid float");
  if (seconds > 0) {
    call.processor.host().sleep(
        std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds)));
  }
  call.reply.ok();
}

void slowlog_get(CommandCall& call) {
  if (call.count() > 3) {
    return call.reply.error(fmt::format(
        "ERR unknown subcommand or wrong number of arguments for '{}'. Try SLOWLOG HELP.",
        shown_name(call.argument(1))));
  }
  constexpr std::int64_t usual_count = 10;
  std::optional<std::int64_t> count = usual_count;
  if (call.count() > 2) count = parse_integer(call.argument(2));
  if (!count || *count < -1) {
    return call.reply.error("ERR count should be greater than or equal to -1");
  }
  const std::deque<SlowCommand>& commands = call.processor.slow_log().commands();
  const std::size_t shown =
      *count == -1 ? commands.size() : std::min(commands.size(), static_cast<std::size_t>(*count));
  call.reply.array(shown);
  for (std::size_t index = 0; index < shown; ++index) {
    const SlowCommand& command = commands[index];
    call.reply.array(6);
    call.reply.integer(static_cast<std::int64_t>(command.id));
    call.reply.integer(command.unix_seconds);
    call.reply.integer(command.time.count() / 1000);
    call.reply.array(command.arguments.size());
    for (const std::string& argument : command.arguments) call.reply.bulk(argument);
    call.reply.bulk(command.client_address);
    call.reply.bulk(command.client_name);
  }
}

void slowlog_len(CommandCall& call) {
  call.reply.integer(static_cast<std::int64_t>(call.processor.slow_log().commands().size()));
}

void slowlog_reset(CommandCall& call) {
  call.processor.slow_log().clear();
  call.reply.ok();
}

void slowlog_help(CommandCall& call) {
  reply_help(call,
             {"GET [<count>]", "    The last commands that took long, 10 or so many; -1: all.",
              "LEN", "    How many there are.", "RESET", "    Forget them."});
}

}  // namespace powercut::commands
