#include "server/commands/introspection/command_documents.h"

namespace powercut {

namespace {

constexpr CommandArgument names_of_commands[] = {
    {.name = "command-name", .type = "string", .is_optional = true, .is_multiple = true}};
constexpr CommandArgument list_filters[] = {
    {.name = "module-name", .type = "string", .token = "MODULE"},
    {.name = "category", .type = "string", .token = "ACLCAT"},
    {.name = "pattern", .type = "pattern", .token = "PATTERN"}};
constexpr CommandArgument of_command_list[] = {{.name = "filterby",
                                                .type = "oneof",
                                                .token = "FILTERBY",
                                                .is_optional = true,
                                                .arguments = list_filters}};

constexpr CommandArgument parameter[] = {{.name = "parameter", .type = "string"}};
constexpr CommandArgument of_config_get[] = {
    {.name = "parameter", .type = "block", .is_multiple = true, .arguments = parameter}};
constexpr CommandArgument parameter_and_value[] = {{.name = "parameter", .type = "string"},
                                                   {.name = "value", .type = "string"}};
constexpr CommandArgument of_config_set[] = {{.name = "parameter_value",
                                              .type = "block",
                                              .is_multiple = true,
                                              .arguments = parameter_and_value}};

constexpr CommandArgument flush_modes[] = {
    {.name = "async", .type = "pure-token", .token = "ASYNC", .since = "4.0.0"},
    {.name = "sync", .type = "pure-token", .token = "SYNC", .since = "6.2.0"}};
constexpr CommandArgument of_flush[] = {
    {.name = "async", .type = "oneof", .is_optional = true, .arguments = flush_modes}};

constexpr CommandArgument of_info[] = {
    {.name = "section", .type = "string", .is_optional = true, .is_multiple = true}};

constexpr CommandArgument save_modes[] = {
    {.name = "nosave", .type = "pure-token", .token = "NOSAVE"},
    {.name = "save", .type = "pure-token", .token = "SAVE"}};
constexpr CommandArgument of_shutdown[] = {
    {.name = "nosave_save", .type = "oneof", .is_optional = true, .arguments = save_modes},
    {.name = "now", .type = "pure-token", .token = "NOW", .since = "7.0.0", .is_optional = true},
    {.name = "force",
     .type = "pure-token",
     .token = "FORCE",
     .since = "7.0.0",
     .is_optional = true},
    {.name = "abort",
     .type = "pure-token",
     .token = "ABORT",
     .since = "7.0.0",
     .is_optional = true}};

constexpr CommandArgument of_slowlog_get[] = {
    {.name = "count", .type = "integer", .is_optional = true}};

constexpr CommandArgument of_watch[] = {
    {.name = "key", .type = "key", .key_specification = 0, .is_multiple = true}};

constexpr std::string_view by_all_commands = "O(N), N commands being known";
constexpr std::string_view by_commands = "O(N), N commands being named";
constexpr std::string_view by_parameters = "O(N), N parameters being named";
constexpr std::string_view by_all_keys = "O(N), N keys being there";

constexpr CommandDocument server_documents[] = {
    {.name = "bgrewriteaof",
     .summary = "Compacts the store's files while the server goes on.",
     .since = "1.0.0",
     .group = "server",
     .complexity = "O(1)"},
    {.name = "command",
     .summary = "Describes every command.",
     .since = "2.8.13",
     .group = "server",
     .complexity = by_all_commands},
    {.name = "command|count",
     .summary = "Tells how many commands there are.",
     .since = "2.8.13",
     .group = "server",
     .complexity = "O(1)"},
    {.name = "command|docs",
     .summary = "Documents these commands, or every one.",
     .since = "7.0.0",
     .group = "server",
     .complexity = by_commands,
     .arguments = names_of_commands},
    {.name = "command|getkeys",
     .summary = "Returns those arguments of a command that are keys.",
     .since = "2.8.13",
     .group = "server",
     .complexity = "O(N), N arguments being given"},
    {.name = "command|getkeysandflags",
     .summary = "Returns those arguments of a command that are keys, and what it does with each.",
     .since = "7.0.0",
     .group = "server",
     .complexity = "O(N), N arguments being given"},
    {.name = "command|help",
     .summary = "Lists the subcommands.",
     .since = "5.0.0",
     .group = "server",
     .complexity = "O(1)"},
    {.name = "command|info",
     .summary = "Describes these commands, or every one.",
     .since = "2.8.13",
     .group = "server",
     .complexity = by_commands,
     .arguments = names_of_commands},
    {.name = "command|list",
     .summary = "Names the commands.",
     .since = "7.0.0",
     .group = "server",
     .complexity = by_all_commands,
     .arguments = of_command_list},
    {.name = "config",
     .summary = "Reads and changes settings.",
     .since = "2.0.0",
     .group = "server",
     .complexity = "Depends on subcommand."},
    {.name = "config|get",
     .summary = "Returns the settings whose names fit a pattern.",
     .since = "2.0.0",
     .group = "server",
     .complexity = by_parameters,
     .arguments = of_config_get},
    {.name = "config|help",
     .summary = "Lists the subcommands.",
     .since = "5.0.0",
     .group = "server",
     .complexity = "O(1)"},
    {.name = "config|resetstat",
     .summary = "Sets the counters that INFO shows to nothing.",
     .since = "2.0.0",
     .group = "server",
     .complexity = "O(1)"},
    {.name = "config|rewrite",
     .summary = "Would write the settings to a file.",
     .since = "2.8.0",
     .group = "server",
     .complexity = "O(1)"},
    {.name = "config|set",
     .summary = "Changes settings, all or none.",
     .since = "2.0.0",
     .group = "server",
     .complexity = by_parameters,
     .arguments = of_config_set},
    {.name = "dbsize",
     .summary = "Tells how many keys there are.",
     .since = "1.0.0",
     .group = "server",
     .complexity = "O(1)"},
    {.name = "debug",
     .summary = "Helps those who test the server.",
     .since = "1.0.0",
     .group = "server",
     .complexity = "Depends on subcommand.",
     .flag = "syscmd"},
    {.name = "flushall",
     .summary = "Removes every key.",
     .since = "1.0.0",
     .group = "server",
     .complexity = by_all_keys,
     .arguments = of_flush},
    {.name = "flushdb",
     .summary = "Removes every key of the database.",
     .since = "1.0.0",
     .group = "server",
     .complexity = by_all_keys,
     .arguments = of_flush},
    {.name = "info",
     .summary = "Describes the server: what it is, has and did.",
     .since = "1.0.0",
     .group = "server",
     .complexity = "O(1)",
     .arguments = of_info},
    {.name = "lastsave",
     .summary = "Tells when the store was saved last, in seconds since 1970.",
     .since = "1.0.0",
     .group = "server",
     .complexity = "O(1)"},
    {.name = "shutdown",
     .summary = "Ends the server; what was acknowledged is saved.",
     .since = "1.0.0",
     .group = "server",
     .complexity = "O(1)",
     .arguments = of_shutdown},
    {.name = "slowlog",
     .summary = "Tells of the commands that took long.",
     .since = "2.2.12",
     .group = "server",
     .complexity = "Depends on subcommand."},
    {.name = "slowlog|get",
     .summary = "Returns the newest of them.",
     .since = "2.2.12",
     .group = "server",
     .complexity = "O(N), N entries being returned",
     .arguments = of_slowlog_get},
    {.name = "slowlog|help",
     .summary = "Lists the subcommands.",
     .since = "6.2.0",
     .group = "server",
     .complexity = "O(1)"},
    {.name = "slowlog|len",
     .summary = "Tells how many there are.",
     .since = "2.2.12",
     .group = "server",
     .complexity = "O(1)"},
    {.name = "slowlog|reset",
     .summary = "Forgets them.",
     .since = "2.2.12",
     .group = "server",
     .complexity = "O(N), N entries being there"},
    {.name = "time",
     .summary = "Tells what the server's clock shows.",
     .since = "2.6.0",
     .group = "server",
     .complexity = "O(1)"},

    {.name = "discard",
     .summary = "Drops the commands that were collected since MULTI.",
     .since = "2.0.0",
     .group = "transactions",
     .complexity = "O(N), N commands being collected"},
    {.name = "exec",
     .summary = "Carries out the commands that were collected since MULTI, all or none.",
     .since = "1.2.0",
     .group = "transactions",
     .complexity = "Depends on commands in the transaction"},
    {.name = "multi",
     .summary = "Has the commands that follow collected.",
     .since = "1.2.0",
     .group = "transactions",
     .complexity = "O(1)"},
    {.name = "unwatch",
     .summary = "Takes back what WATCH has asked for.",
     .since = "2.2.0",
     .group = "transactions",
     .complexity = "O(1)"},
    {.name = "watch",
     .summary = "Has EXEC do nothing if one of these keys changes before.",
     .since = "2.2.0",
     .group = "transactions",
     .complexity = "O(1) for every key.",
     .arguments = of_watch},
};

}  // namespace

std::span<const CommandDocument> documents_of_server() { return server_documents; }

}  // namespace powercut
