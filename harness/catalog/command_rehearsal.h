// CommandRehearsal: draws commands around those that make a change, so that every command of the
// server comes up, in every shape, with a known answer. They do not alter the result of the change.
//
//   before    commands that happen to change nothing: RENAME k k, SETRANGE past nothing
//   inside    MULTI, any commands on any keys, what puts the keys right again, EXEC
//   overtaken another client's WATCH and MULTI with any commands; the change of what it watches;
//             then its EXEC does nothing
//   beside    another client's WATCH of what stays as it is, MULTI, the change, reads in EXEC
//   given up  another client's MULTI with any commands; then DISCARD, or a command that is wrong
//   behind    another client reads what is changed and not committed yet
//
// Keys are drawn among those of the change, others that are there, and one that is absent. Values
// and positions lie before, in and after the value of a key.
//
// Threads: one.
#pragma once

#include <span>

#include "harness/catalog/command_choice.h"
#include "harness/catalog/command_model.h"
#include "powercut/engine/batch.h"
#include "powercut/harness/chooser.h"

namespace powercut {

class CommandRehearsal {
 public:
  // held: the values of all keys; changes: the change that is to be made.
  CommandRehearsal(HeldKeys held, std::vector<Change> changes, Chooser& chooser)
      : held_(std::move(held)), changes_(std::move(changes)), chooser_(chooser) {}

  // A turn of its own, to come before that of the change. It may be empty.
  CommandTurn before();

  // The turn of the change, with drawn commands around it. The requests of the change keep their
  // order and their answers, except for those that stand inside a MULTI.
  CommandTurn around(CommandTurn change);

 private:
  Words draw(const CommandModel& model, bool only_reads);
  bool is_told_for_sure(const Words& words, const CommandModel& model) const;
  std::string draw_word(char kind, const CommandModel& model);
  std::string draw_key(const CommandModel& model);
  std::string draw_value(const CommandModel& model);
  std::string some_value(const std::string& held);
  CommandTurn inside();
  CommandTurn overtaken(CommandTurn change);
  CommandTurn beside(CommandTurn change);
  CommandTurn given_up(CommandTurn change);
  CommandTurn behind(CommandTurn change);
  CommandTurn queued(CommandModel& model, bool only_reads);
  std::optional<std::string> changed_key() const;
  std::optional<std::string> unchanged_key() const;
  HeldKeys afterwards() const;

  HeldKeys held_;
  std::vector<Change> changes_;
  Chooser& chooser_;
};

// The rehearsal is held if all keys and values together have no more bytes, to fit into an answer.
inline constexpr std::size_t rehearsed_bytes_max = 8192;

}  // namespace powercut
