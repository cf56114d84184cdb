// Commands by which a client describes its own connection: PING, HELLO, AUTH and their kin.
#include "server/commands/command_processor.h"
#include "server/commands/connection/same_secret.h"
#include "server/commands/connection/session_name.h"
#include "server/commands/database_index.h"
#include "server/commands/handlers.h"
#include "server/commands/redis_version.h"
#include "server/commands/until_zero.h"
#include "server/protocol/number_text.h"
#include "server/protocol/text_case.h"

namespace powercut::commands {

namespace {

bool is_right(CommandCall& call, std::string_view user, std::string_view password) {
  const std::string& expected = call.processor.config().password;
  const bool is_user = user == "default";
  return (expected.empty() || same_secret(expected, password)) && is_user;
}

constexpr std::string_view wrong_password =
    "WRONGPASS invalid username-password pair or user is disabled.";

struct HelloOptions {
  RespVersion version;
  bool authenticates = false;
  std::string_view user = {};
  std::string_view password = {};
  bool sets_name = false;
  std::string_view name = {};
};

// False: it has answered why not.
bool parse_hello(CommandCall& call, HelloOptions& options) {
  if (call.count() > 1) {
    const std::optional<std::int64_t> version = parse_integer(call.argument(1));
    if (!version) {
      call.reply.error("ERR Protocol version is not an integer or out of range");
      return false;
    }
    if (*version != 2 && *version != 3) {
      call.reply.error("NOPROTO unsupported protocol version");
      return false;
    }
    options.version = static_cast<RespVersion>(*version);
  }
  for (std::size_t index = 2; index < call.count(); ++index) {
    const std::size_t behind = call.count() - index - 1;
    if (equals_ignoring_case(call.argument(index), "auth") && behind >= 2) {
      options.authenticates = true;
      options.user = call.argument(++index);
      options.password = call.argument(++index);
    } else if (equals_ignoring_case(call.argument(index), "setname") && behind >= 1) {
      options.sets_name = true;
      options.name = call.argument(++index);
    } else {
      call.reply.error("ERR Syntax error in HELLO option '" +
                       std::string(until_zero(call.argument(index))) + "'");
      return false;
    }
  }
  return true;
}

void reply_hello(CommandCall& call) {
  call.reply.map(7);
  call.reply.bulk("server");
  call.reply.bulk("redis");
  call.reply.bulk("version");
  call.reply.bulk(redis_version);
  call.reply.bulk("proto");
  call.reply.integer(static_cast<std::int64_t>(call.session.version));
  call.reply.bulk("id");
  call.reply.integer(static_cast<std::int64_t>(call.session.id));
  call.reply.bulk("mode");
  call.reply.bulk("standalone");
  call.reply.bulk("role");
  call.reply.bulk("master");
  call.reply.bulk("modules");
  call.reply.array(0);
}

}  // namespace

void ping(CommandCall& call) {
  if (call.count() > 2) {
    return call.reply.error("ERR wrong number of arguments for 'ping' command");
  }
  call.count() == 2 ? call.reply.bulk(call.argument(1)) : call.reply.simple("PONG");
}

void echo(CommandCall& call) { call.reply.bulk(call.argument(1)); }

void quit(CommandCall& call) {
  call.session.closes_after_reply = true;
  call.reply.ok();
}

void select(CommandCall& call) {
  if (check_database(call, call.argument(1))) call.reply.ok();
}

void auth(CommandCall& call) {
  if (call.count() > 3) return call.reply.error("ERR syntax error");
  if (call.count() == 2 && !call.processor.asks_for_password()) {
    return call.reply.error(
        "ERR AUTH <password> called without any password configured for the default user. Are you "
        "sure your configuration is correct?");
  }
  const std::string_view user = call.count() == 3 ? call.argument(1) : "default";
  if (!is_right(call, user, call.arguments.back())) return call.reply.error(wrong_password);
  call.session.is_authenticated = true;
  call.reply.ok();
}

void hello(CommandCall& call) {
  HelloOptions options{.version = call.session.version};
  if (!parse_hello(call, options)) return;
  if (options.authenticates) {
    if (!is_right(call, options.user, options.password)) return call.reply.error(wrong_password);
    call.session.is_authenticated = true;
  }
  if (!call.processor.may_ask(call.session)) {
    return call.reply.error(
        "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO "
        "AUTH <user> <pass> option can be used to authenticate the client and select the RESP "
        "protocol version at the same time");
  }
  if (!is_session_name(options.name)) return call.reply.error(bad_session_name);
  if (options.sets_name) call.session.name = options.name;
  call.session.version = options.version;
  call.reply.use_version(options.version);
  reply_hello(call);
}

void reset(CommandCall& call) {
  call.processor.leave(call.session);
  call.session.name.clear();
  call.processor.join(call.session);
  call.session.is_evictable = true;
  call.session.wants_no_replies = call.session.skips_next_reply = false;
  call.session.version = RespVersion::resp2;
  call.reply.use_version(RespVersion::resp2);
  call.reply.simple("RESET");
}

}  // namespace powercut::commands
