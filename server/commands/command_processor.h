// CommandProcessor: carries out requests and makes their answers. It has no sockets.
//
//   execute -> find the command -> may this client? -> queue it, or carry it out -> answer
//
// When execute() returns, the changes of a command are in the keyspace's last pending batch. The
// caller that runs the processor brings them to the store, and holds the answer back until then
// (keyspace.h).
//
// Threads: one. Errors: answers, to the client that sent the request.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/commands/command.h"
#include "server/commands/command_call.h"
#include "server/commands/host.h"
#include "server/commands/keyspace/keyspace.h"
#include "server/commands/server_config.h"
#include "server/commands/slow_log.h"
#include "server/commands/watch_table.h"

namespace powercut {

// How often a command ran, and how that went (INFO commandstats).
struct CommandStats {
  std::uint64_t calls = 0;
  Duration time{0};
  std::uint64_t rejected_calls = 0;  // not carried out: arity, password
  std::uint64_t failed_calls = 0;    // answered with an error
};

class CommandProcessor {
 public:
  CommandProcessor(Store& store, Host& host, ServerConfig& config, std::uint64_t seed);

  enum class Outcome : std::uint8_t {
    answered,
    // Nothing was done, ask again:
    needs_quiet,  // when no change is on its way to the store
    needs_room,   // when less is (Keyspace::has_room)
  };

  // Appends the answer to `reply`, which must not be sent before the batch `needed` is decided.
  Outcome execute(Session& session, std::span<const std::string_view> arguments, std::string& reply,
                  std::uint64_t& needed);

  // The same for a line of the line protocol, without its newline.
  Outcome execute_line(Session& session, std::string_view line, std::string& reply,
                       std::uint64_t& needed);

  // True if execute() would return needs_quiet.
  bool needs_quiet(const Session& session, const Command* command) const;

  // Writes the answer to a command whose changes did not reach the store.
  static void write_failure(Error error, std::string& reply);

  // The pending changes did not reach the store.
  void forget_failed(Error error);

  // A session begins, or begins anew (RESET). If no password is asked for now, none will be.
  void join(Session& session) const { session.is_authenticated = !asks_for_password(); }

  // A session ends, or will begin anew.
  void leave(Session& session);

  // Carries out a command whose arguments fit it, also for EXEC.
  void carry_out(const Command& command, Session& session,
                 std::span<const std::string_view> arguments, ReplyWriter& reply);

  bool asks_for_password() const { return !config_.password.empty(); }
  bool may_ask(const Session& session) const {
    return session.is_authenticated || !asks_for_password();
  }

  // For handlers.
  Keyspace& keys() { return keys_; }
  Host& host() { return host_; }
  ServerConfig& config() { return config_; }
  WatchTable& watches() { return watches_; }
  SlowLog& slow_log() { return slow_log_; }
  std::uint64_t random() { return random_(); }
  std::string& value_buffer() { return value_buffer_; }  // for a value, while a command runs
  const CommandStats& stats_of(const Command& command) const;
  void reset_stats();
  std::uint64_t commands_processed() const { return commands_processed_; }
  std::uint64_t operations_per_second() const { return operations_per_second_; }
  std::uint64_t errors_replied() const { return errors_replied_; }
  std::uint64_t key_hits = 0;    // reads of a key that was there
  std::uint64_t key_misses = 0;  // or was not
  Duration started_at() const { return started_at_; }
  std::optional<Error> last_write_error() const { return last_write_error_; }  // nullopt: ok
  void note_written() { last_write_error_.reset(); }
  std::int64_t last_save_seconds() const { return last_save_seconds_; }
  void note_saved();
  Duration finished_at() const { return finished_at_; }  // the last command that was carried out
  void note_second();                                    // one has passed since the last call

 private:
  const Command* find(Session& session, std::span<const std::string_view> arguments,
                      ReplyWriter& reply);
  static bool is_web_request(std::string_view name);
  bool is_allowed(const Command& command, Session& session, std::size_t count, ReplyWriter& reply);
  void refuse(const Command& command, Session& session, ReplyWriter& reply, std::string_view error);
  static bool may_change(const Session& session, const Command& command);
  void finish_command(std::uint64_t& needed);
  void queue(const Command& command, Session& session, std::span<const std::string_view> arguments,
             ReplyWriter& reply);
  void note_time(const Command& command, const Session& session,
                 std::span<const std::string_view> arguments, Duration begin);
  CommandStats& mutable_stats_of(const Command& command);

  Host& host_;
  ServerConfig& config_;
  Keyspace keys_;
  WatchTable watches_;
  SlowLog slow_log_;
  std::mt19937_64 random_;
  std::string value_buffer_;
  absl::flat_hash_map<const Command*, CommandStats> stats_;
  Duration started_at_;
  Duration finished_at_{0};
  std::int64_t last_save_seconds_;
  std::uint64_t commands_processed_ = 0;
  std::uint64_t errors_replied_ = 0;
  std::uint64_t operations_per_second_ = 0;
  std::uint64_t commands_before_ = 0;  // processed when the second began
  std::optional<Error> last_write_error_;
};

}  // namespace powercut
