// All of it is as Redis 7.0 has it.
#include "server/commands/introspection/command_details.h"

#include <algorithm>

namespace powercut {

namespace {

constexpr CommandDetails no_details = {.name = {}};

constexpr std::string_view sum_of_shards = "request_policy:multi_shard response_policy:agg_sum";
constexpr std::string_view all_shards = "request_policy:all_shards response_policy:all_succeeded";
constexpr std::string_view any_order = "nondeterministic_output_order";

constexpr CommandDetails details[] = {
    {.name = "append", .key_uses = {"RW insert"}},
    {.name = "client|info", .tips = "nondeterministic_output"},
    {.name = "client|list", .tips = "nondeterministic_output"},
    {.name = "command", .tips = any_order},
    {.name = "command|docs", .tips = any_order},
    {.name = "command|info", .tips = any_order},
    {.name = "command|list", .tips = any_order},
    {.name = "config|set", .tips = "request_policy:all_nodes response_policy:all_succeeded"},
    {.name = "copy", .key_uses = {"RO access", "OW update"}},
    {.name = "dbsize", .tips = "request_policy:all_shards response_policy:agg_sum"},
    {.name = "decr", .key_uses = {"RW access update"}},
    {.name = "decrby", .key_uses = {"RW access update"}},
    {.name = "del", .tips = sum_of_shards, .key_uses = {"RM delete"}},
    {.name = "exists", .tips = sum_of_shards, .key_uses = {"RO"}},
    {.name = "flushall", .tips = all_shards},
    {.name = "flushdb", .tips = all_shards},
    {.name = "get", .key_uses = {"RO access"}},
    {.name = "getdel", .key_uses = {"RW access delete"}},
    {.name = "getrange", .key_uses = {"RO access"}},
    {.name = "getset", .key_uses = {"RW access update"}},
    {.name = "incr", .key_uses = {"RW access update"}},
    {.name = "incrby", .key_uses = {"RW access update"}},
    {.name = "incrbyfloat", .key_uses = {"RW access update"}},
    {.name = "info",
     .tips = "nondeterministic_output request_policy:all_shards response_policy:special"},
    {.name = "keys", .tips = "request_policy:all_shards nondeterministic_output_order"},
    {.name = "lastsave", .tips = "nondeterministic_output", .is_of_category_admin = true},
    {.name = "mget", .tips = "request_policy:multi_shard", .key_uses = {"RO access"}},
    {.name = "mset",
     .tips = "request_policy:multi_shard response_policy:all_succeeded",
     .key_uses = {"OW update"}},
    {.name = "msetnx",
     .tips = "request_policy:multi_shard response_policy:agg_min",
     .key_uses = {"OW insert"}},
    {.name = "object|encoding", .tips = "nondeterministic_output", .key_uses = {"RO"}},
    {.name = "object|freq", .tips = "nondeterministic_output", .key_uses = {"RO"}},
    {.name = "object|idletime", .tips = "nondeterministic_output", .key_uses = {"RO"}},
    {.name = "object|refcount", .tips = "nondeterministic_output", .key_uses = {"RO"}},
    {.name = "ping", .tips = all_shards},
    {.name = "randomkey", .tips = "request_policy:all_shards nondeterministic_output"},
    {.name = "rename", .key_uses = {"RW access delete", "OW update"}},
    {.name = "renamenx", .key_uses = {"RW access delete", "OW insert"}},
    {.name = "scan", .tips = "nondeterministic_output request_policy:special"},
    {.name = "set",
     .key_uses = {"RW access update variable_flags"},
     .key_notes = "RW and ACCESS due to the optional `GET` argument"},
    {.name = "setnx", .key_uses = {"OW insert"}},
    {.name = "setrange", .key_uses = {"RW update"}},
    {.name = "slowlog|get", .tips = "request_policy:all_nodes nondeterministic_output"},
    {.name = "slowlog|len",
     .tips = "request_policy:all_nodes response_policy:agg_sum nondeterministic_output"},
    {.name = "slowlog|reset", .tips = "request_policy:all_nodes response_policy:all_succeeded"},
    {.name = "strlen", .key_uses = {"RO"}},
    {.name = "substr", .key_uses = {"RO access"}},
    {.name = "time", .tips = "nondeterministic_output"},
    {.name = "touch", .tips = sum_of_shards, .key_uses = {"RO"}},
    {.name = "type", .key_uses = {"RO"}},
    {.name = "unlink", .tips = sum_of_shards, .key_uses = {"RM delete"}},
    {.name = "watch", .key_uses = {"RO"}},
};
static_assert(std::ranges::is_sorted(details, {}, &CommandDetails::name));

}  // namespace

const CommandDetails& find_details(std::string_view name) {
  const auto* found = std::ranges::lower_bound(details, name, {}, &CommandDetails::name);
  return found == std::end(details) || found->name != name ? no_details : *found;
}

}  // namespace powercut
