// MULTI, EXEC, DISCARD, WATCH, UNWATCH. All that an EXEC changes is one unit of the keyspace.
#include <fmt/format.h>

#include "server/commands/command_processor.h"
#include "server/commands/handlers.h"

namespace powercut::commands {

namespace {

// Whatever it was, what it changed stands; only its answer is cut.
void cut_answer(CommandCall& call, std::size_t start) {
  const std::size_t bytes_max = call.processor.config().reply_bytes_max;
  call.reply.bytes().resize(start);
  call.reply.error(
      fmt::format("ERR the answers of a transaction have {} bytes at most", bytes_max));
}

void run_queue(CommandCall& call, const std::vector<QueuedCommand>& queue) {
  call.session.transaction.is_running = true;
  call.session.transaction.running_commands = queue.size();
  const std::size_t begin = call.reply.bytes().size();
  call.reply.array(queue.size());
  std::vector<std::string_view> arguments;
  for (const QueuedCommand& queued : queue) {
    arguments.assign(queued.arguments.begin(), queued.arguments.end());
    const std::size_t start = call.reply.bytes().size();
    call.processor.carry_out(*queued.command, call.session, arguments, call.reply);
    call.reply.use_version(call.session.version);
    const std::size_t bytes = call.reply.bytes().size() - begin;
    if (bytes > call.processor.config().reply_bytes_max) cut_answer(call, start);
  }
  call.session.transaction.is_running = false;
}

}  // namespace

void multi(CommandCall& call) {
  if (call.session.transaction.is_open) {
    return call.reply.error("ERR MULTI calls can not be nested");
  }
  call.session.transaction = {.is_open = true};
  call.reply.ok();
}

void exec(CommandCall& call) {
  Session& session = call.session;
  if (!session.transaction.is_open) return call.reply.error("ERR EXEC without MULTI");
  const Transaction transaction = std::move(session.transaction);
  const bool watch_is_broken = session.watch_is_broken;
  session.transaction = {};
  call.processor.watches().unwatch(session);
  if (transaction.is_broken) {
    return call.reply.error("EXECABORT Transaction discarded because of previous errors.");
  }
  if (watch_is_broken) return call.reply.null_array();
  run_queue(call, transaction.queue);
}

void discard(CommandCall& call) {
  if (!call.session.transaction.is_open) return call.reply.error("ERR DISCARD without MULTI");
  call.processor.leave(call.session);
  call.reply.ok();
}

void watch(CommandCall& call) {
  if (call.session.transaction.is_open) {
    return call.reply.error("ERR WATCH inside MULTI is not allowed");
  }
  for (const std::string_view key : call.arguments.subspan(1)) {
    call.processor.watches().watch(call.session, key);
  }
  call.reply.ok();
}

void unwatch(CommandCall& call) {
  call.processor.watches().unwatch(call.session);
  call.reply.ok();
}

}  // namespace powercut::commands
