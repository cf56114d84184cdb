// TighterRows: finds the states that a row allows and no kernel has shown.
//
// It makes a row tighter in one thing at a time: one rule more, one tail less, a larger unit, a
// sync that covers more. If some kept tree refutes the tighter row, the row must be as weak as it
// is in that thing. If no tree refutes it, the row allows those states on other grounds: the
// documentation, the design, another kernel; docs/CRASH_MODELS.md has the reasons.
#pragma once

#include <map>
#include <set>

#include "faultfs/fidelity/files/state_file.h"
#include "powercut/faultfs/persistence_model.h"

namespace powercut {

struct TighterRow {
  std::string change;  // "append before rename in file", "tails without garbage"
  PersistenceModel row;
};

// All rows that differ from this one in one thing. If one of two includes the other, the stronger
// comes first.
std::vector<TighterRow> tighter_rows(const PersistenceModel& row);

// The result of a comparison of a tighter row with kept trees.
struct Evidence {
  std::string refuted_by;         // a program with a tree that it does not allow; empty: none
  std::size_t programs = 0;       // in which only the weaker row allows some tree
  std::uint64_t images = 0;       // crash images of these: the chances to see such a tree
  std::size_t programs_left = 0;  // programs with too many states to compare
};

// Compares rows that are tighter than one row with the kept trees of that row.
class TighterRows {
 public:
  // It borrows the row and the files.
  TighterRows(const PersistenceModel& row, std::vector<const StateFile*> files)
      : row_(row), files_(std::move(files)) {}

  // The error is as that of trees_outside().
  std::expected<Evidence, std::string> evidence_for(const PersistenceModel& tighter);

 private:
  using Trees = std::optional<std::set<std::string>>;

  // The trees of all crash points of a program. nullopt: a crash point has too many states.
  static std::expected<Trees, std::string> trees_of(const PersistenceModel& row,
                                                    const LitmusProgram& program);

  const PersistenceModel& row_;
  std::vector<const StateFile*> files_;
  std::map<std::string, Trees> of_row_;  // by the program's name
};

}  // namespace powercut
