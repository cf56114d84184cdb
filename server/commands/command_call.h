// CommandCall: holds all that a command is given, and the place for its answer.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "server/commands/command.h"
#include "server/commands/keyspace/keyspace.h"
#include "server/commands/session.h"
#include "server/protocol/reply_writer.h"

namespace powercut {

class CommandProcessor;

struct CommandCall {
  CommandProcessor& processor;
  const Command& command;
  Session& session;
  std::span<const std::string_view> arguments;  // with the name
  ReplyWriter& reply;
  Keyspace& keys;

  std::string_view argument(std::size_t index) const { return arguments[index]; }
  std::size_t count() const { return arguments.size(); }
};

// Writes an error of the store as an answer.
void reply_store_error(CommandCall& call, Error error);

// REPLY_TRY takes the value of a Result. If the Result is an error, it answers the error and
// returns from the handler. REPLY_CHECK does the same without a value.
#define REPLY_TRY(declaration, expression) \
  REPLY_TRY_INNER(POWERCUT_JOIN(reply_result_, __LINE__), declaration, expression)
#define REPLY_TRY_INNER(result, declaration, expression)            \
  auto result = (expression);                                       \
  if (!result.ok()) return reply_store_error(call, result.error()); \
  declaration = std::move(*result)
#define REPLY_CHECK(expression)                                   \
  do {                                                            \
    if (auto reply_checked = (expression); !reply_checked.ok()) { \
      return reply_store_error(call, reply_checked.error());      \
    }                                                             \
  } while (false)

}  // namespace powercut
