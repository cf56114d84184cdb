#include "server/commands/introspection/command_documents.h"

namespace powercut {

namespace {

constexpr CommandArgument of_ping[] = {{.name = "message", .type = "string", .is_optional = true}};
constexpr CommandArgument of_echo[] = {{.name = "message", .type = "string"}};
constexpr CommandArgument of_select[] = {{.name = "index", .type = "integer"}};
constexpr CommandArgument of_auth[] = {
    {.name = "username", .type = "string", .since = "6.0.0", .is_optional = true},
    {.name = "password", .type = "string"}};

constexpr CommandArgument user_and_password[] = {{.name = "username", .type = "string"},
                                                 {.name = "password", .type = "string"}};
constexpr CommandArgument hello_block[] = {
    {.name = "protover", .type = "integer"},
    {.name = "username_password",
     .type = "block",
     .token = "AUTH",
     .is_optional = true,
     .arguments = user_and_password},
    {.name = "clientname", .type = "string", .token = "SETNAME", .is_optional = true}};
constexpr CommandArgument of_hello[] = {
    {.name = "arguments", .type = "block", .is_optional = true, .arguments = hello_block}};

constexpr CommandArgument normal = {.name = "normal", .type = "pure-token", .token = "NORMAL"};
constexpr CommandArgument pubsub = {.name = "pubsub", .type = "pure-token", .token = "PUBSUB"};

constexpr CommandArgument list_types[] = {
    normal,
    {.name = "master", .type = "pure-token", .token = "MASTER"},
    {.name = "replica", .type = "pure-token", .token = "REPLICA"},
    pubsub};
constexpr CommandArgument list_ids[] = {
    {.name = "client-id", .type = "integer", .is_multiple = true}};
constexpr CommandArgument of_client_list[] = {{.name = "normal_master_replica_pubsub",
                                               .type = "oneof",
                                               .token = "TYPE",
                                               .since = "5.0.0",
                                               .is_optional = true,
                                               .arguments = list_types},
                                              {.name = "id",
                                               .type = "block",
                                               .token = "ID",
                                               .since = "6.2.0",
                                               .is_optional = true,
                                               .arguments = list_ids}};

constexpr CommandArgument kill_types[] = {
    normal,
    {.name = "master", .type = "pure-token", .token = "MASTER", .since = "3.2.0"},
    {.name = "slave", .type = "pure-token", .token = "SLAVE"},
    {.name = "replica", .type = "pure-token", .token = "REPLICA", .since = "5.0.0"},
    pubsub};
constexpr CommandArgument kill_filters[] = {
    {.name = "client-id", .type = "integer", .token = "ID", .since = "2.8.12", .is_optional = true},
    {.name = "normal_master_slave_pubsub",
     .type = "oneof",
     .token = "TYPE",
     .since = "2.8.12",
     .is_optional = true,
     .arguments = kill_types},
    {.name = "username", .type = "string", .token = "USER", .is_optional = true},
    {.name = "ip:port", .type = "string", .token = "ADDR", .is_optional = true},
    {.name = "ip:port", .type = "string", .token = "LADDR", .since = "6.2.0", .is_optional = true},
    {.name = "yes/no", .type = "string", .token = "SKIPME", .is_optional = true}};
constexpr CommandArgument kill_forms[] = {
    {.name = "ip:port", .type = "string", .deprecated_since = "2.8.12"},
    {.name = "new-format", .type = "oneof", .is_multiple = true, .arguments = kill_filters}};
constexpr CommandArgument of_client_kill[] = {
    {.name = "filter", .type = "oneof", .arguments = kill_forms}};

constexpr CommandArgument on_or_off[] = {{.name = "on", .type = "pure-token", .token = "ON"},
                                         {.name = "off", .type = "pure-token", .token = "OFF"}};
constexpr CommandArgument of_client_no_evict[] = {
    {.name = "enabled", .type = "oneof", .arguments = on_or_off}};
constexpr CommandArgument on_off_or_skip[] = {
    {.name = "on", .type = "pure-token", .token = "ON"},
    {.name = "off", .type = "pure-token", .token = "OFF"},
    {.name = "skip", .type = "pure-token", .token = "SKIP"}};
constexpr CommandArgument of_client_reply[] = {
    {.name = "on_off_skip", .type = "oneof", .arguments = on_off_or_skip}};
constexpr CommandArgument of_client_setname[] = {{.name = "connection-name", .type = "string"}};
constexpr CommandArgument library_facts[] = {
    {.name = "libname", .type = "string", .token = "lib-name"},
    {.name = "libver", .type = "string", .token = "lib-ver"}};
constexpr CommandArgument of_client_setinfo[] = {
    {.name = "attr", .type = "oneof", .arguments = library_facts}};

constexpr std::string_view by_clients = "O(N), N clients being connected";

constexpr CommandDocument connection_documents[] = {
    {.name = "auth",
     .summary = "Tells the server the password.",
     .since = "1.0.0",
     .group = "connection",
     .complexity = "O(1)",
     .arguments = of_auth},
    {.name = "client",
     .summary = "Tells of connections, and ends them.",
     .since = "2.4.0",
     .group = "connection",
     .complexity = "Depends on subcommand."},
    {.name = "client|getname",
     .summary = "Returns the name that this connection was given.",
     .since = "2.6.9",
     .group = "connection",
     .complexity = "O(1)"},
    {.name = "client|help",
     .summary = "Lists the subcommands.",
     .since = "5.0.0",
     .group = "connection",
     .complexity = "O(1)"},
    {.name = "client|id",
     .summary = "Returns the number of this connection.",
     .since = "5.0.0",
     .group = "connection",
     .complexity = "O(1)"},
    {.name = "client|info",
     .summary = "Describes this connection.",
     .since = "6.2.0",
     .group = "connection",
     .complexity = "O(1)"},
    {.name = "client|kill",
     .summary = "Ends connections.",
     .since = "2.4.0",
     .group = "connection",
     .complexity = by_clients,
     .arguments = of_client_kill},
    {.name = "client|list",
     .summary = "Describes connections, each on a line.",
     .since = "2.4.0",
     .group = "connection",
     .complexity = by_clients,
     .arguments = of_client_list},
    {.name = "client|no-evict",
     .summary = "Says whether this connection may be ended to make room.",
     .since = "7.0.0",
     .group = "connection",
     .complexity = "O(1)",
     .arguments = of_client_no_evict},
    {.name = "client|reply",
     .summary = "Says whether commands of this connection are answered.",
     .since = "3.2.0",
     .group = "connection",
     .complexity = "O(1)",
     .arguments = of_client_reply},
    {.name = "client|setinfo",
     .summary = "Tells the server the library that this client uses.",
     .since = "7.2.0",
     .group = "connection",
     .complexity = "O(1)",
     .arguments = of_client_setinfo},
    {.name = "client|setname",
     .summary = "Gives this connection a name.",
     .since = "2.6.9",
     .group = "connection",
     .complexity = "O(1)",
     .arguments = of_client_setname},
    {.name = "echo",
     .summary = "Returns what it is given.",
     .since = "1.0.0",
     .group = "connection",
     .complexity = "O(1)",
     .arguments = of_echo},
    {.name = "hello",
     .summary = "Agrees on the version of the protocol, and introduces both sides.",
     .since = "6.0.0",
     .group = "connection",
     .complexity = "O(1)",
     .arguments = of_hello},
    {.name = "ping",
     .summary = "Asks whether the server answers.",
     .since = "1.0.0",
     .group = "connection",
     .complexity = "O(1)",
     .arguments = of_ping},
    {.name = "quit",
     .summary = "Ends this connection.",
     .since = "1.0.0",
     .group = "connection",
     .complexity = "O(1)"},
    {.name = "reset",
     .summary = "Makes this connection as it was when new.",
     .since = "6.2.0",
     .group = "connection",
     .complexity = "O(1)"},
    {.name = "select",
     .summary = "Chooses a database.",
     .since = "1.0.0",
     .group = "connection",
     .complexity = "O(1)",
     .arguments = of_select},
};

}  // namespace

std::span<const CommandDocument> documents_of_connection() { return connection_documents; }

}  // namespace powercut
