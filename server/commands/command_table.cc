// Arities, flags and key positions are those of Redis 7.0, but for RANGE, which it does not have,
// and CLIENT SETINFO, which is of 7.2.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "server/commands/command.h"
#include "server/commands/handlers.h"
#include "server/protocol/text_case.h"

namespace powercut {

namespace {

using enum CommandFlag;

constexpr KeyPositions no_keys = {};
constexpr KeyPositions one_key = {.first = 1, .last = 1, .step = 1};
constexpr KeyPositions two_keys = {.first = 1, .last = 2, .step = 1};
constexpr KeyPositions all_keys = {.first = 1, .last = -1, .step = 1};
constexpr KeyPositions keys_and_values = {.first = 1, .last = -1, .step = 2};
constexpr KeyPositions key_of_subcommand = {.first = 2, .last = 2, .step = 1};

constexpr Command::Handler subcommands_only = nullptr;

constexpr CommandFlags no_flags = {};
constexpr CommandFlags any_time = loading | stale;
constexpr CommandFlags handshake = any_time | noscript | fast | no_auth | allow_busy | connection;
constexpr CommandFlags of_client = any_time | noscript | connection;
constexpr CommandFlags of_transaction = any_time | noscript | fast | allow_busy | transaction;
constexpr CommandFlags administration = any_time | noscript | admin;

constexpr Command client_subcommands[] = {
    {"client|getname", 2, of_client, no_keys, commands::client_getname},
    {"client|help", 2, any_time | connection, no_keys, commands::client_help},
    {"client|id", 2, of_client, no_keys, commands::client_id},
    {"client|info", 2, of_client, no_keys, commands::client_info},
    {"client|kill", -3, administration | connection, no_keys, commands::client_kill},
    {"client|list", -2, administration | connection, no_keys, commands::client_list},
    {"client|no-evict", 3, administration | connection, no_keys, commands::client_no_evict},
    {"client|reply", 3, of_client, no_keys, commands::client_reply},
    {"client|setinfo", 4, of_client, no_keys, commands::client_setinfo},
    {"client|setname", 3, of_client, no_keys, commands::client_setname},
};

constexpr Command command_subcommands[] = {
    {"command|count", 2, any_time | connection, no_keys, commands::command_count},
    {"command|docs", -2, any_time | connection, no_keys, commands::command_docs},
    {"command|getkeys", -4, any_time | connection, no_keys, commands::command_getkeys},
    {"command|getkeysandflags", -4, any_time | connection, no_keys,
     commands::command_getkeysandflags},
    {"command|help", 2, any_time | connection, no_keys, commands::command_help},
    {"command|info", -2, any_time | connection, no_keys, commands::command_info},
    {"command|list", -2, any_time | connection, no_keys, commands::command_list},
};

constexpr Command config_subcommands[] = {
    {"config|get", -3, administration, no_keys, commands::config_get},
    {"config|help", 2, any_time, no_keys, commands::config_help},
    {"config|resetstat", 2, administration, no_keys, commands::config_resetstat},
    {"config|rewrite", 2, administration, no_keys, commands::config_rewrite},
    {"config|set", -4, administration, no_keys, commands::config_set},
};

constexpr Command object_subcommands[] = {
    {"object|encoding", 3, readonly | keyspace, key_of_subcommand, commands::object_encoding},
    {"object|freq", 3, readonly | keyspace, key_of_subcommand, commands::object_freq},
    {"object|help", 2, any_time | keyspace, no_keys, commands::object_help},
    {"object|idletime", 3, readonly | keyspace, key_of_subcommand, commands::object_idletime},
    {"object|refcount", 3, readonly | keyspace, key_of_subcommand, commands::object_refcount},
};

constexpr Command slowlog_subcommands[] = {
    {"slowlog|get", -2, any_time | admin, no_keys, commands::slowlog_get},
    {"slowlog|help", 2, any_time, no_keys, commands::slowlog_help},
    {"slowlog|len", 2, any_time | admin, no_keys, commands::slowlog_len},
    {"slowlog|reset", 2, any_time | admin, no_keys, commands::slowlog_reset},
};

constexpr Command table[] = {
    {"append", 3, write | denyoom | fast | string, one_key, commands::append},
    {"auth", -2, handshake, no_keys, commands::auth},
    {"bgrewriteaof", 1, admin | noscript | no_async_loading, no_keys, commands::bgrewriteaof},
    {"client", -2, no_flags, no_keys, subcommands_only, client_subcommands},
    {"command", -1, any_time | connection, no_keys, commands::command, command_subcommands},
    {"config", -2, no_flags, no_keys, subcommands_only, config_subcommands},
    {"copy", -3, write | denyoom | keyspace, two_keys, commands::copy},
    {"dbsize", 1, readonly | fast | keyspace | needs_quiet, no_keys, commands::dbsize},
    {"debug", -2, administration, no_keys, commands::debug},
    {"decr", 2, write | denyoom | fast | string, one_key, commands::decr},
    {"decrby", 3, write | denyoom | fast | string, one_key, commands::decrby},
    {"del", -2, write | keyspace, all_keys, commands::delete_keys},
    {"discard", 1, of_transaction | not_queued, no_keys, commands::discard},
    {"echo", 2, any_time | fast | connection, no_keys, commands::echo},
    {"exec", 1, any_time | noscript | skip_slowlog | transaction | not_queued, no_keys,
     commands::exec},
    {"exists", -2, readonly | fast | keyspace, all_keys, commands::exists},
    {"flushall", -1, write | keyspace | dangerous | needs_quiet, no_keys, commands::flushall},
    {"flushdb", -1, write | keyspace | dangerous | needs_quiet, no_keys, commands::flushdb},
    {"get", 2, readonly | fast | string, one_key, commands::get},
    {"getdel", 2, write | fast | string, one_key, commands::getdel},
    {"getrange", 4, readonly | string, one_key, commands::getrange},
    {"getset", 3, write | denyoom | fast | string, one_key, commands::getset},
    {"hello", -1, handshake, no_keys, commands::hello},
    {"incr", 2, write | denyoom | fast | string, one_key, commands::incr},
    {"incrby", 3, write | denyoom | fast | string, one_key, commands::incrby},
    {"incrbyfloat", 3, write | denyoom | fast | string, one_key, commands::incrbyfloat},
    {"info", -1, any_time | dangerous, no_keys, commands::info},
    {"keys", 2, readonly | keyspace | dangerous, no_keys, commands::keys},
    {"lastsave", 1, any_time | fast | dangerous, no_keys, commands::lastsave},
    {"mget", -2, readonly | fast | string, all_keys, commands::mget},
    {"mset", -3, write | denyoom | string, keys_and_values, commands::mset},
    {"msetnx", -3, write | denyoom | string, keys_and_values, commands::msetnx},
    {"multi", 1, of_transaction | not_queued, no_keys, commands::multi},
    {"object", -2, no_flags, no_keys, subcommands_only, object_subcommands},
    {"ping", -1, fast | connection, no_keys, commands::ping},
    {"quit", -1, handshake | not_queued, no_keys, commands::quit},
    {"randomkey", 1, readonly | keyspace, no_keys, commands::randomkey},
    {"range", -3, readonly | keyspace, no_keys, commands::range},
    {"rename", 3, write | keyspace, two_keys, commands::rename},
    {"renamenx", 3, write | fast | keyspace, two_keys, commands::renamenx},
    {"reset", 1, handshake | not_queued, no_keys, commands::reset},
    {"scan", -2, readonly | keyspace, no_keys, commands::scan},
    {"select", 2, any_time | fast | connection, no_keys, commands::select},
    {"set", -3, write | denyoom | string, one_key, commands::set},
    {"setnx", 3, write | denyoom | fast | string, one_key, commands::setnx},
    {"setrange", 4, write | denyoom | string, one_key, commands::setrange},
    {"shutdown", -1, administration | no_multi | allow_busy, no_keys, commands::shutdown},
    {"slowlog", -2, no_flags, no_keys, subcommands_only, slowlog_subcommands},
    {"strlen", 2, readonly | fast | string, one_key, commands::strlen},
    {"substr", 4, readonly | string, one_key, commands::getrange},
    {"time", 1, any_time | fast, no_keys, commands::time},
    {"touch", -2, readonly | fast | keyspace, all_keys, commands::touch},
    {"type", 2, readonly | fast | keyspace, one_key, commands::type},
    {"unlink", -2, write | fast | keyspace, all_keys, commands::delete_keys},
    {"unwatch", 1, of_transaction, no_keys, commands::unwatch},
    {"watch", -2, of_transaction | not_queued, all_keys, commands::watch},
};
static_assert(std::ranges::is_sorted(table, {}, &Command::name));

// A slot for each name and no two in one: a look-up is one hash and one comparison. The compiler
// finds a seed under which that is so.
constexpr std::size_t slot_count = 1024;
constexpr std::uint8_t empty_slot = 255;
static_assert(std::size(table) < empty_slot);

constexpr std::size_t name_bytes_max = std::ranges::max(table, {}, [](const Command& command) {
                                         return command.name.size();
                                       }).name.size();

struct Slots {
  std::uint32_t seed;
  std::array<std::uint8_t, slot_count> commands;
};

// The same for both cases of a letter; some other characters coincide, too, which the comparison
// sorts out.
constexpr std::size_t slot_of(std::string_view name, std::uint32_t seed) {
  constexpr std::uint32_t case_bit = 0x20;
  constexpr std::uint32_t prime = 16'777'619;  // as FNV-1a has it
  constexpr unsigned bits_kept = 10;
  static_assert(slot_count == 1U << bits_kept);
  std::uint32_t hash = seed;
  for (const char letter : name) {
    hash = (hash ^ (static_cast<unsigned char>(letter) | case_bit)) * prime;
  }
  return hash >> (32U - bits_kept);
}

consteval bool fill(Slots& slots) {
  slots.commands.fill(empty_slot);
  for (std::size_t index = 0; index < std::size(table); ++index) {
    std::uint8_t& slot = slots.commands[slot_of(table[index].name, slots.seed)];
    if (slot != empty_slot) return false;
    slot = static_cast<std::uint8_t>(index);
  }
  return true;
}

consteval Slots find_slots() {
  Slots slots{};
  while (!fill(slots)) ++slots.seed;
  return slots;
}

constexpr Slots slots = find_slots();

}  // namespace

std::span<const Command> all_commands() { return table; }

const Command* find_command(std::string_view name) {
  if (name.size() > name_bytes_max) return nullptr;
  const std::uint8_t index = slots.commands[slot_of(name, slots.seed)];
  if (index == empty_slot || !equals_ignoring_case(name, table[index].name)) return nullptr;
  return &table[index];
}

const Command* find_subcommand(const Command& command, std::string_view name) {
  for (const Command& subcommand : command.subcommands) {
    if (equals_ignoring_case(name, subcommand.own_name())) return &subcommand;
  }
  return nullptr;
}

}  // namespace powercut
