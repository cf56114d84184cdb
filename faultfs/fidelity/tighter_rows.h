// TighterRows: what a row allows and no kernel has shown.
//
// A row is made tighter in one thing at a time: one rule more, a tail less, a larger unit, a sync
// that covers more. A tighter row that some kept tree refutes says that the row needs to be as weak
// as it is there. One that no tree refutes names states that the row allows on other grounds: the
// documentation, the design, another kernel; docs/CRASH_MODELS.md has the reasons.
#pragma once

#include <map>
#include <set>

#include "faultfs/fidelity/state_file.h"
#include "powercut/faultfs/persistence_model.h"

namespace powercut {

struct TighterRow {
  std::string change;  // "append before rename in file", "tails without garbage"
  PersistenceModel row;
};

// All that differ from the row in one thing, the stronger of two that include each other first.
std::vector<TighterRow> tighter_rows(const PersistenceModel& row);

// How a tighter row fares with kept trees.
struct Evidence {
  std::string refuted_by;         // a program of which it calls a tree impossible; empty: none
  std::size_t programs = 0;       // in which the row allows a tree that the tighter one does not
  std::uint64_t images = 0;       // crash images of these: how often such a tree could have come
  std::size_t programs_left = 0;  // with too many states to tell
};

// Holds rows that are tighter than one to the kept trees of that.
class TighterRows {
 public:
  // The files are borrowed.
  TighterRows(const PersistenceModel& row, std::vector<const StateFile*> files)
      : row_(row), files_(std::move(files)) {}

  // The error: as of trees_outside().
  std::expected<Evidence, std::string> evidence_for(const PersistenceModel& tighter);

 private:
  using Trees = std::optional<std::set<std::string>>;

  // The trees of all crash points of a program; nullopt: one has too many states.
  static std::expected<Trees, std::string> trees_of(const PersistenceModel& row,
                                                    const LitmusProgram& program);

  const PersistenceModel& row_;
  std::vector<const StateFile*> files_;
  std::map<std::string, Trees> of_row_;  // by the program's name
};

}  // namespace powercut
