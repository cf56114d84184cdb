// COMMAND: what the table of commands says, in the shapes of Redis 7.0.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/io/macros.h"
#include "server/commands/command.h"
#include "server/commands/command_call.h"
#include "server/commands/handlers.h"
#include "server/commands/introspection/command_details.h"
#include "server/commands/introspection/command_documents.h"
#include "server/commands/introspection/command_words.h"
#include "server/commands/reply_help.h"
#include "server/protocol/glob.h"
#include "server/protocol/reply_writer.h"
#include "server/protocol/text_case.h"

namespace powercut {

namespace {

struct NamedFlag {
  CommandFlag flag;
  std::string_view name;
};

// In the order in which Redis shows them.
constexpr NamedFlag shown_flags[] = {
    {CommandFlag::write, "write"},
    {CommandFlag::readonly, "readonly"},
    {CommandFlag::denyoom, "denyoom"},
    {CommandFlag::admin, "admin"},
    {CommandFlag::noscript, "noscript"},
    {CommandFlag::loading, "loading"},
    {CommandFlag::stale, "stale"},
    {CommandFlag::skip_slowlog, "skip_slowlog"},
    {CommandFlag::fast, "fast"},
    {CommandFlag::no_auth, "no_auth"},
    {CommandFlag::no_async_loading, "no_async_loading"},
    {CommandFlag::no_multi, "no_multi"},
    {CommandFlag::allow_busy, "allow_busy"},
};

Words flags_of(const Command& command) {
  Words names;
  for (const auto& [flag, name] : shown_flags) {
    if (command.flags.has(flag)) names.push_back(name);
  }
  return names;
}

// In Redis's order, too.
Words categories_of(const Command& command) {
  const CommandFlags flags = command.flags;
  const bool is_fast = flags.has(CommandFlag::fast);
  const bool is_admin =
      flags.has(CommandFlag::admin) || find_details(command.name).is_of_category_admin;
  Words names;
  const auto add = [&](bool belongs, std::string_view name) {
    if (belongs) names.push_back(name);
  };
  add(flags.has(CommandFlag::keyspace), "@keyspace");
  add(flags.has(CommandFlag::readonly), "@read");
  add(flags.has(CommandFlag::write), "@write");
  add(flags.has(CommandFlag::string), "@string");
  add(is_admin, "@admin");
  add(is_fast, "@fast");
  add(!is_fast, "@slow");
  add(is_admin || flags.has(CommandFlag::dangerous), "@dangerous");
  add(flags.has(CommandFlag::connection), "@connection");
  add(flags.has(CommandFlag::transaction), "@transaction");
  return names;
}

void write_pair(ReplyWriter& reply, std::string_view name, std::string_view text) {
  reply.bulk(name);
  reply.bulk(text);
}

void write_pair(ReplyWriter& reply, std::string_view name, int number) {
  reply.bulk(name);
  reply.integer(number);
}

// ---- INFO

// `keys.last` as in the table: an argument's position, or so far from the end.
void write_key_specification(ReplyWriter& reply, std::string_view uses, std::string_view notes,
                             const KeyPositions& keys) {
  reply.map(notes.empty() ? 3 : 4);
  if (!notes.empty()) write_pair(reply, "notes", notes);
  reply.bulk("flags");
  write_names(reply, split_words(uses));
  reply.bulk("begin_search");
  reply.map(2);
  write_pair(reply, "type", "index");
  reply.bulk("spec");
  reply.map(1);
  write_pair(reply, "index", keys.first);
  reply.bulk("find_keys");
  reply.map(2);
  write_pair(reply, "type", "range");
  reply.bulk("spec");
  reply.map(3);
  write_pair(reply, "lastkey", keys.last < 0 ? keys.last : keys.last - keys.first);
  write_pair(reply, "keystep", keys.step);
  write_pair(reply, "limit", 0);
}

void write_key_specifications(ReplyWriter& reply, const Command& command,
                              const CommandDetails& details) {
  const auto& [first_uses, second_uses] = details.key_uses;
  const int first = command.keys.first;
  if (first == 0) {
    reply.set(0);
  } else if (second_uses.empty()) {
    reply.set(1);
    write_key_specification(reply, first_uses, details.key_notes, command.keys);
  } else {
    reply.set(2);
    write_key_specification(reply, first_uses, details.key_notes,
                            {.first = first, .last = first, .step = 1});
    write_key_specification(reply, second_uses, {},
                            {.first = first + 1, .last = first + 1, .step = 1});
  }
}

void write_info(ReplyWriter& reply, const Command& command) {
  const CommandDetails& details = find_details(command.name);
  reply.array(10);
  reply.bulk(command.name);
  reply.integer(command.arity);
  write_names(reply, flags_of(command));
  reply.integer(command.keys.first);
  reply.integer(command.keys.last);
  reply.integer(command.keys.step);
  write_names(reply, categories_of(command));
  const Words tips = split_words(details.tips);
  reply.set(tips.size());
  for (const std::string_view tip : tips) reply.bulk(tip);
  write_key_specifications(reply, command, details);
  if (command.subcommands.empty()) return reply.set(0);
  reply.array(command.subcommands.size());
  for (const Command& subcommand : command.subcommands) write_info(reply, subcommand);
}

void write_all_infos(ReplyWriter& reply) {
  reply.array(all_commands().size());
  for (const Command& command : all_commands()) write_info(reply, command);
}

// ---- DOCS

void write_arguments(ReplyWriter& reply, std::span<const CommandArgument> arguments);

void write_argument(ReplyWriter& reply, const CommandArgument& argument) {
  const bool has_key = argument.key_specification >= 0;
  const bool has_flags = argument.is_optional || argument.is_multiple;
  reply.map(std::size_t{2} + (has_key ? 1 : 0) + (argument.token.empty() ? 0 : 1) +
            (argument.since.empty() ? 0 : 1) + (argument.deprecated_since.empty() ? 0 : 1) +
            (has_flags ? 1 : 0) + (argument.arguments.empty() ? 0 : 1));
  write_pair(reply, "name", argument.name);
  write_pair(reply, "type", argument.type);
  if (has_key) write_pair(reply, "key_spec_index", argument.key_specification);
  if (!argument.token.empty()) write_pair(reply, "token", argument.token);
  if (!argument.since.empty()) write_pair(reply, "since", argument.since);
  if (!argument.deprecated_since.empty()) {
    write_pair(reply, "deprecated_since", argument.deprecated_since);
  }
  if (has_flags) {
    Words flags;
    if (argument.is_optional) flags.emplace_back("optional");
    if (argument.is_multiple) flags.emplace_back("multiple");
    reply.bulk("flags");
    write_names(reply, flags);
  }
  if (!argument.arguments.empty()) write_arguments(reply, argument.arguments);
}

void write_arguments(ReplyWriter& reply, std::span<const CommandArgument> arguments) {
  reply.bulk("arguments");
  reply.array(arguments.size());
  for (const CommandArgument& argument : arguments) write_argument(reply, argument);
}

void write_document(ReplyWriter& reply, const Command& command) {
  const CommandDocument* found = find_document(command.name);
  CHECK(found != nullptr);
  const CommandDocument& document = *found;
  reply.bulk(document.name);
  reply.map(std::size_t{4} + (document.flag.empty() ? 0 : 1) +
            (document.deprecated_since.empty() ? 0 : 1) + (document.replaced_by.empty() ? 0 : 1) +
            (document.arguments.empty() ? 0 : 1) + (command.subcommands.empty() ? 0 : 1));
  write_pair(reply, "summary", document.summary);
  write_pair(reply, "since", document.since);
  write_pair(reply, "group", document.group);
  write_pair(reply, "complexity", document.complexity);
  if (!document.flag.empty()) {
    reply.bulk("doc_flags");
    write_names(reply, {document.flag});
  }
  if (!document.deprecated_since.empty()) {
    write_pair(reply, "deprecated_since", document.deprecated_since);
  }
  if (!document.replaced_by.empty()) write_pair(reply, "replaced_by", document.replaced_by);
  if (!document.arguments.empty()) write_arguments(reply, document.arguments);
  if (command.subcommands.empty()) return;
  reply.bulk("subcommands");
  reply.map(command.subcommands.size());
  for (const Command& subcommand : command.subcommands) write_document(reply, subcommand);
}

// ---- LIST

enum class ListFilter : std::uint8_t { none, module, category, pattern };

std::optional<ListFilter> parse_list_filter(std::span<const std::string_view> arguments) {
  if (arguments.empty()) return ListFilter::none;
  if (arguments.size() != 3 || !equals_ignoring_case(arguments[0], "filterby")) return std::nullopt;
  if (equals_ignoring_case(arguments[1], "module")) return ListFilter::module;
  if (equals_ignoring_case(arguments[1], "aclcat")) return ListFilter::category;
  if (equals_ignoring_case(arguments[1], "pattern")) return ListFilter::pattern;
  return std::nullopt;
}

// `wanted`: in lower case.
bool passes(const Command& command, ListFilter filter, std::string_view wanted) {
  switch (filter) {
    case ListFilter::none:
      return true;
    case ListFilter::module:
      return false;  // there are no modules
    case ListFilter::category:
      return std::ranges::any_of(categories_of(command), [&](std::string_view category) {
        return category.substr(1) == wanted;
      });
    case ListFilter::pattern:
      return matches_glob(wanted, command.name);
  }
  return false;
}

void add_names(Words& names, std::span<const Command> commands, ListFilter filter,
               std::string_view wanted) {
  for (const Command& command : commands) {
    if (passes(command, filter, wanted)) names.push_back(command.name);
    add_names(names, command.subcommands, filter, wanted);
  }
}

// ---- names

// "get", "client|id"; nullptr: there is none.
const Command* find_by_full_name(std::string_view name) {
  const std::size_t bar = name.find('|');
  const Command* command = find_command(name.substr(0, bar));
  if (command == nullptr || bar == std::string_view::npos) return command;
  return find_subcommand(*command, name.substr(bar + 1));
}

}  // namespace

namespace commands {

void command(CommandCall& call) { write_all_infos(call.reply); }

void command_count(CommandCall& call) {
  call.reply.integer(static_cast<std::int64_t>(all_commands().size()));
}

void command_docs(CommandCall& call) {
  std::vector<const Command*> wanted;
  if (call.count() == 2) {
    for (const Command& command : all_commands()) wanted.push_back(&command);
  }
  for (const std::string_view name : call.arguments.subspan(2)) {
    if (const Command* found = find_by_full_name(name)) wanted.push_back(found);
  }
  call.reply.map(wanted.size());
  for (const Command* command : wanted) write_document(call.reply, *command);
}

void command_info(CommandCall& call) {
  if (call.count() == 2) return write_all_infos(call.reply);
  call.reply.array(call.count() - 2);
  for (const std::string_view name : call.arguments.subspan(2)) {
    if (const Command* found = find_by_full_name(name)) {
      write_info(call.reply, *found);
    } else {
      call.reply.null();
    }
  }
}

void command_list(CommandCall& call) {
  const std::optional<ListFilter> filter = parse_list_filter(call.arguments.subspan(2));
  if (!filter) return call.reply.error("ERR syntax error");
  Words names;
  add_names(names, all_commands(), *filter, lower_case(call.arguments.back()));
  call.reply.array(names.size());
  for (const std::string_view name : names) call.reply.bulk(name);
}

void command_help(CommandCall& call) {
  reply_help(call, {
                       "(no subcommand)",
                       "    Every command, with its flags and keys.",
                       "COUNT",
                       "    How many commands there are.",
                       "DOCS [<command-name> ...]",
                       "    What these commands, or all, do and take.",
                       "GETKEYS <full-command>",
                       "    Those arguments of a command that are keys.",
                       "GETKEYSANDFLAGS <full-command>",
                       "    These, and what the command does with each.",
                       "INFO [<command-name> ...]",
                       "    These commands, or all, as without a subcommand.",
                       "LIST [FILTERBY (MODULE <module-name>|ACLCAT <category>|PATTERN <pattern>)]",
                       "    The names of all commands, or of some.",
                   });
}

}  // namespace commands

}  // namespace powercut
