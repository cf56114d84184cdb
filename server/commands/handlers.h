// Functions that carry out the commands, one for each and named like it, by the file that has it.
//
// When a function is called, the number of arguments fits the table (command_table.cc). The
// function answers any other mistake in the arguments with an error, and then has changed nothing.
#pragma once

namespace powercut {

struct CommandCall;

namespace commands {

// ---- data/string_commands.cc
void set(CommandCall& call);
void get(CommandCall& call);
void getset(CommandCall& call);
void getdel(CommandCall& call);
void setnx(CommandCall& call);
void mget(CommandCall& call);
void mset(CommandCall& call);
void msetnx(CommandCall& call);
void append(CommandCall& call);
void strlen(CommandCall& call);
void getrange(CommandCall& call);  // SUBSTR, too
void setrange(CommandCall& call);

// ---- data/counter_commands.cc
void incr(CommandCall& call);
void decr(CommandCall& call);
void incrby(CommandCall& call);
void decrby(CommandCall& call);
void incrbyfloat(CommandCall& call);

// ---- data/key_commands.cc
void delete_keys(CommandCall& call);  // DEL and UNLINK
void exists(CommandCall& call);
void type(CommandCall& call);
void touch(CommandCall& call);
void rename(CommandCall& call);
void renamenx(CommandCall& call);
void copy(CommandCall& call);
void object_encoding(CommandCall& call);
void object_refcount(CommandCall& call);
void object_idletime(CommandCall& call);
void object_freq(CommandCall& call);
void object_help(CommandCall& call);

// ---- data/keyspace_commands.cc
void keys(CommandCall& call);
void scan(CommandCall& call);
void randomkey(CommandCall& call);
void range(CommandCall& call);
void dbsize(CommandCall& call);
void flushall(CommandCall& call);
void flushdb(CommandCall& call);

// ---- data/transaction_commands.cc
void multi(CommandCall& call);
void exec(CommandCall& call);
void discard(CommandCall& call);
void watch(CommandCall& call);
void unwatch(CommandCall& call);

// ---- connection/connection_commands.cc
void ping(CommandCall& call);
void echo(CommandCall& call);
void quit(CommandCall& call);
void select(CommandCall& call);
void hello(CommandCall& call);
void auth(CommandCall& call);
void reset(CommandCall& call);

// ---- connection/client_commands.cc
void client_id(CommandCall& call);
void client_getname(CommandCall& call);
void client_setname(CommandCall& call);
void client_setinfo(CommandCall& call);
void client_list(CommandCall& call);
void client_info(CommandCall& call);
void client_kill(CommandCall& call);
void client_no_evict(CommandCall& call);
void client_reply(CommandCall& call);
void client_help(CommandCall& call);

// ---- administration/config_commands.cc
void config_get(CommandCall& call);
void config_set(CommandCall& call);
void config_resetstat(CommandCall& call);
void config_rewrite(CommandCall& call);
void config_help(CommandCall& call);

// ---- administration/server_commands.cc
void info(CommandCall& call);
void time(CommandCall& call);
void lastsave(CommandCall& call);
void bgrewriteaof(CommandCall& call);
void shutdown(CommandCall& call);
void debug(CommandCall& call);
void slowlog_get(CommandCall& call);
void slowlog_len(CommandCall& call);
void slowlog_reset(CommandCall& call);
void slowlog_help(CommandCall& call);

// ---- introspection/introspection_commands.cc
void command(CommandCall& call);
void command_count(CommandCall& call);
void command_docs(CommandCall& call);
void command_info(CommandCall& call);
void command_list(CommandCall& call);
void command_help(CommandCall& call);

// ---- introspection/command_keys.cc
void command_getkeys(CommandCall& call);
void command_getkeysandflags(CommandCall& call);

}  // namespace commands

}  // namespace powercut
