// COMMAND GETKEYS and GETKEYSANDFLAGS: which arguments of a request are keys.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "server/commands/command.h"
#include "server/commands/command_call.h"
#include "server/commands/handlers.h"
#include "server/commands/introspection/command_details.h"
#include "server/commands/introspection/command_words.h"
#include "server/commands/until_zero.h"
#include "server/protocol/text_case.h"

namespace powercut {

namespace {

using Request = std::span<const std::string_view>;  // with its name

const Command* find_for(Request request) {
  const Command* command = find_command(request[0]);
  if (command == nullptr || command->subcommands.empty() || request.size() == 1) return command;
  return find_subcommand(*command, request[1]);
}

// nullptr: it has answered why it has none.
const Command* find_with_keys(CommandCall& call, Request request) {
  const Command* command = find_for(request);
  if (command == nullptr) {
    call.reply.error("ERR Invalid command specified");
  } else if (command->keys.first == 0) {
    call.reply.error("ERR The command has no key arguments");
  } else if (!command->accepts(request.size())) {
    call.reply.error("ERR Invalid number of arguments specified for command");
  } else {
    return command;
  }
  return nullptr;
}

Words keys_of(const Command& command, Request request) {
  const KeyPositions& keys = command.keys;
  const auto count = static_cast<int>(request.size());
  const int end = keys.last < 0 ? count + keys.last + 1 : keys.last + 1;
  Words found;
  for (int at = keys.first; at < end; at += keys.step) {
    found.push_back(request[static_cast<std::size_t>(at)]);
  }
  return found;
}

// SET alone does now this and now that. Redis looks for the word in any place behind the value, and
// only as far as a zero byte.
std::string_view uses_of_set(Request request) {
  const bool reads = std::ranges::any_of(request.subspan(3), [](std::string_view argument) {
    return equals_ignoring_case(until_zero(argument), "get");
  });
  return reads ? "RW access update" : "OW update";
}

std::string_view uses_of_key(const Command& command, Request request, std::size_t index) {
  if (command.name == "set") return uses_of_set(request);
  const auto& [first, second] = find_details(command.name).key_uses;
  return index == 0 || second.empty() ? first : second;
}

}  // namespace

namespace commands {

void command_getkeys(CommandCall& call) {
  const Request request = call.arguments.subspan(2);
  const Command* command = find_with_keys(call, request);
  if (command == nullptr) return;
  const Words keys = keys_of(*command, request);
  call.reply.array(keys.size());
  for (const std::string_view key : keys) call.reply.bulk(key);
}

void command_getkeysandflags(CommandCall& call) {
  const Request request = call.arguments.subspan(2);
  const Command* command = find_with_keys(call, request);
  if (command == nullptr) return;
  const Words keys = keys_of(*command, request);
  call.reply.array(keys.size());
  for (std::size_t index = 0; index < keys.size(); ++index) {
    call.reply.array(2);
    call.reply.bulk(keys[index]);
    write_names(call.reply, split_words(uses_of_key(*command, request, index)));
  }
}

}  // namespace commands

}  // namespace powercut
