// CommandChoice: chooses the Redis commands that make a change, and says which answers they must
// get. The choice depends on the shape of the change and on what the keys hold.
//
//   set to an integer, of an integer         INCR, DECR, INCRBY, DECRBY
//   set to the old value and more            APPEND
//   set to the value of another key          COPY, with REPLACE where the key is there
//   any other set                            SET, GETSET, SETRANGE, SETNX, by turns
//   remove                                   DEL, GETDEL, UNLINK, by turns
//   a set and the remove of what it was of   RENAME; where the new name is free RENAMENX, by turns
//   sets alone                               MSET, MSETNX where all are absent, two clients' MSETs
//   removes alone                            DEL of several
//   anything else                            MULTI ... EXEC, by turns after a WATCH
//
// Threads: one. Errors: those of the reader.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/engine/batch.h"
#include "powercut/io/result.h"

namespace powercut {

struct CommandRequest {
  std::size_t session = 0;
  std::vector<std::string> words = {};
  std::string answer = {};  // RESP 2, to the byte
};

// Requests that are all sent before their changes are committed.
using CommandTurn = std::vector<CommandRequest>;

class CommandChoice {
 public:
  static constexpr std::size_t session_count =
      3;  // the last one only watches (command_rehearsal.h)

  // Reads the value that a key has now, or none if the key is absent.
  using Reader = std::function<Result<std::optional<std::string>>(std::string_view key)>;
  explicit CommandChoice(Reader read) : read_(std::move(read)) {}

  Result<CommandTurn> set(std::string_view key, std::string_view value);
  Result<CommandTurn> remove(std::string_view key);
  Result<CommandTurn> batch(const std::vector<Change>& changes);

  // Commands with a condition that does not hold, so that they change nothing: MSETNX, RENAMENX,
  // SET with XX, by what the changes touch; none, by every other turn.
  Result<CommandTurn> refusals(const std::vector<Change>& changes);

  // Notes the value of a key that was read or changed, so that a set to the same value can become a
  // COPY. It is only a hint: the value is read again.
  void note(std::string_view key, const std::optional<std::string>& value);

 private:
  Result<std::optional<std::string>> current(std::string_view key);
  Result<CommandRequest> choose(const Change& change);
  Result<CommandRequest> choose_set(std::string_view key, std::string_view value);
  Result<std::optional<CommandRequest>> choose_copy(std::string_view key, std::string_view value,
                                                    bool is_there);
  CommandRequest choose_plain_set(std::string_view key, std::string_view value,
                                  const std::optional<std::string>& old);
  Result<std::optional<CommandRequest>> choose_rename(const std::vector<Change>& changes);
  Result<CommandTurn> sets_alone(const std::vector<Change>& changes);
  Result<CommandTurn> removes_alone(const std::vector<Change>& changes);
  Result<CommandTurn> transaction(const std::vector<Change>& changes);

  Reader read_;
  std::uint64_t turns_ = 0;
  // The changes that the commands of a transaction before the one to be chosen will have made.
  std::map<std::string, std::optional<std::string>, std::less<>> ahead_;
  std::map<std::string, std::string, std::less<>> noted_;
};

}  // namespace powercut
