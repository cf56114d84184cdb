// CLIENT: lists the clients that are connected, and ends connections.
#include <fmt/format.h>

#include <algorithm>

#include "server/commands/command_processor.h"
#include "server/commands/connection/session_name.h"
#include "server/commands/handlers.h"
#include "server/commands/reply_help.h"
#include "server/commands/until_zero.h"
#include "server/protocol/number_text.h"
#include "server/protocol/text_case.h"

namespace powercut::commands {

namespace {

std::int64_t whole_seconds(Duration time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time).count();
}

// In a transaction, watches in vain, is not to be evicted; or none of it.
std::string flags_of(const Session& session) {
  std::string flags;
  if (session.transaction.is_open || session.transaction.is_running) flags += 'x';
  if (session.watch_is_broken) flags += 'd';
  if (!session.is_evictable) flags += 'e';
  return flags.empty() ? "N" : flags;
}

// -1: it has no transaction.
std::int64_t commands_in_transaction(const Transaction& transaction) {
  if (!transaction.is_open && !transaction.is_running) return -1;
  return static_cast<std::int64_t>(transaction.is_running ? transaction.running_commands
                                                          : transaction.queue.size());
}

std::string describe_session(const Session& session, const CommandCall& call) {
  const Duration now = call.processor.host().now();
  std::size_t argument_bytes = 0;
  if (&session == &call.session) {
    for (const std::string_view argument : call.arguments) argument_bytes += argument.size();
  }
  const Transaction& transaction = session.transaction;
  const std::size_t memory =
      session.input_capacity + session.output_bytes + transaction.bytes + sizeof(Session);
  return fmt::format(
      "id={} addr={} laddr={} fd={} name={} age={} idle={} flags={} db=0 sub=0 psub=0 ssub=0 "
      "multi={} qbuf={} qbuf-free={} argv-mem={} multi-mem={} rbs=0 rbp=0 obl=0 oll=0 omem={} "
      "tot-mem={} events=r cmd={} user=default redir=-1 resp={} lib-name={} lib-ver={}",
      session.id, session.address, session.local_address, session.descriptor, session.name,
      whole_seconds(now - session.connected_at), whole_seconds(now - session.last_active_at),
      flags_of(session), commands_in_transaction(transaction), session.input_bytes,
      session.input_capacity - session.input_bytes, argument_bytes, transaction.bytes,
      session.output_bytes, memory,
      session.last_command == nullptr ? "NULL" : session.last_command->name,
      static_cast<int>(session.version), session.library_name, session.library_version);
}

bool is_client_type(std::string_view type) {
  for (const std::string_view known : {"normal", "master", "replica", "slave", "pubsub"}) {
    if (equals_ignoring_case(type, known)) return true;
  }
  return false;
}

struct KillFilter {
  std::optional<std::int64_t> id = std::nullopt;
  std::optional<std::string_view> address = std::nullopt;
  std::optional<std::string_view> local_address = std::nullopt;
  bool wants_normal = true;  // there is no other type
  bool skips_me = true;

  bool matches(const Session& session, const Session& me) const {
    if (!wants_normal || (skips_me && &session == &me)) return false;
    if (id && static_cast<std::uint64_t>(*id) != session.id) return false;
    if (address && *address != session.address) return false;
    return !local_address || *local_address == session.local_address;
  }
};

std::string add_to_filter(KillFilter& filter, std::string_view option, std::string_view value) {
  if (equals_ignoring_case(option, "id")) {
    filter.id = parse_integer(value);
    if (!filter.id || *filter.id <= 0) return "ERR client-id should be greater than 0";
  } else if (equals_ignoring_case(option, "type")) {
    if (!is_client_type(value))
      return fmt::format("ERR Unknown client type '{}'", until_zero(value));
    filter.wants_normal = equals_ignoring_case(value, "normal");
  } else if (equals_ignoring_case(option, "addr")) {
    filter.address = value;
  } else if (equals_ignoring_case(option, "laddr")) {
    filter.local_address = value;
  } else if (equals_ignoring_case(option, "user")) {
    if (value != "default") return fmt::format("ERR No such user '{}'", until_zero(value));
  } else if (equals_ignoring_case(option, "skipme")) {
    filter.skips_me = equals_ignoring_case(value, "yes");
    if (!filter.skips_me && !equals_ignoring_case(value, "no")) return "ERR syntax error";
  } else {
    return "ERR syntax error";
  }
  return {};
}

std::uint64_t kill_all(CommandCall& call, const KillFilter& filter) {
  std::uint64_t killed = 0;
  for (Session* session : call.processor.host().sessions()) {
    if (!filter.matches(*session, call.session)) continue;
    ++killed;
    if (session == &call.session) {
      session->closes_after_reply = true;
    } else {
      call.processor.host().disconnect(*session);
    }
  }
  return killed;
}

// Ids, or none: all. False: it has answered why not.
bool parse_list(CommandCall& call, std::optional<std::vector<std::int64_t>>& ids,
                bool& wants_normal) {
  if (call.count() == 2) return true;
  if (call.count() == 4 && equals_ignoring_case(call.argument(2), "type")) {
    wants_normal = equals_ignoring_case(call.argument(3), "normal");
    if (is_client_type(call.argument(3))) return true;
    call.reply.error(fmt::format("ERR Unknown client type '{}'", until_zero(call.argument(3))));
    return false;
  }
  if (call.count() < 4 || !equals_ignoring_case(call.argument(2), "id")) {
    call.reply.error("ERR syntax error");
    return false;
  }
  ids.emplace();
  for (const std::string_view text : call.arguments.subspan(3)) {
    const std::optional<std::int64_t> id = parse_integer(text);
    if (!id) {
      call.reply.error("ERR Invalid client ID");
      return false;
    }
    ids->push_back(*id);
  }
  return true;
}

}  // namespace

void client_id(CommandCall& call) {
  call.reply.integer(static_cast<std::int64_t>(call.session.id));
}

void client_getname(CommandCall& call) {
  call.session.name.empty() ? call.reply.null() : call.reply.bulk(call.session.name);
}

void client_setname(CommandCall& call) {
  if (!is_session_name(call.argument(2))) return call.reply.error(bad_session_name);
  call.session.name = call.argument(2);
  call.reply.ok();
}

void client_setinfo(CommandCall& call) {
  const std::string option = lower_case(call.argument(2));
  if (option != "lib-name" && option != "lib-ver") {
    return call.reply.error(fmt::format("ERR Unrecognized option '{}'", call.argument(2)));
  }
  if (!is_session_name(call.argument(3))) {
    return call.reply.error(
        fmt::format("ERR {} cannot contain spaces, newlines or special characters.", option));
  }
  (option == "lib-name" ? call.session.library_name : call.session.library_version) =
      call.argument(3);
  call.reply.ok();
}

void client_list(CommandCall& call) {
  std::optional<std::vector<std::int64_t>> ids;
  bool wants_normal = true;
  if (!parse_list(call, ids, wants_normal)) return;
  std::string lines;
  for (const Session* session : call.processor.host().sessions()) {
    const bool is_wanted =
        wants_normal &&
        (!ids || std::ranges::find(*ids, static_cast<std::int64_t>(session->id)) != ids->end());
    if (is_wanted) lines += describe_session(*session, call) + "\n";
  }
  call.reply.verbatim(lines);
}

void client_info(CommandCall& call) {
  call.reply.verbatim(describe_session(call.session, call) + "\n");
}

void client_kill(CommandCall& call) {
  KillFilter filter;
  if (call.count() == 3) {
    filter.address = call.argument(2);
    filter.skips_me = false;
    if (kill_all(call, filter) == 0) return call.reply.error("ERR No such client");
    return call.reply.ok();
  }
  if (call.count() % 2 != 0) return call.reply.error("ERR syntax error");
  for (std::size_t index = 2; index < call.count(); index += 2) {
    const std::string wrong = add_to_filter(filter, call.argument(index), call.argument(index + 1));
    if (!wrong.empty()) return call.reply.error(wrong);
  }
  call.reply.integer(static_cast<std::int64_t>(kill_all(call, filter)));
}

void client_no_evict(CommandCall& call) {
  const bool is_on = equals_ignoring_case(call.argument(2), "on");
  if (!is_on && !equals_ignoring_case(call.argument(2), "off")) {
    return call.reply.error("ERR syntax error");
  }
  call.session.is_evictable = !is_on;
  call.reply.ok();
}

// A client that becomes silent gets no answer. In an EXEC an element must not be missing.
void client_reply(CommandCall& call) {
  Session& session = call.session;
  if (equals_ignoring_case(call.argument(2), "on")) {
    session.wants_no_replies = session.skips_reply = false;
    return call.reply.ok();
  }
  if (equals_ignoring_case(call.argument(2), "off")) {
    session.wants_no_replies = true;
  } else if (equals_ignoring_case(call.argument(2), "skip")) {
    session.skips_next_reply = !session.wants_no_replies;
  } else {
    return call.reply.error("ERR syntax error");
  }
  if (session.transaction.is_running) call.reply.ok();
}

void client_help(CommandCall& call) {
  reply_help(call, {"GETNAME",
                    "    The name of this connection.",
                    "ID",
                    "    The number of this connection.",
                    "INFO",
                    "    What is known of this connection.",
                    "KILL <ip:port>",
                    "    Close the connection from there.",
                    "KILL <option> <value> [<option> <value> [...]]",
                    "    Close connections: ADDR, LADDR, TYPE, USER, ID, SKIPME (yes|no).",
                    "LIST [TYPE <type> | ID <id> [<id> ...]]",
                    "    All connections.",
                    "NO-EVICT (ON|OFF)",
                    "    Do not close this connection for its memory.",
                    "REPLY (ON|OFF|SKIP)",
                    "    Whether commands are answered; SKIP: not the next one.",
                    "SETINFO (LIB-NAME|LIB-VER) <text>",
                    "    What library this client uses.",
                    "SETNAME <name>",
                    "    Give this connection a name."});
}

}  // namespace powercut::commands
