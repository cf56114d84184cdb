// ModelSet: the rows of powercut and those that a user adds, by name.
//
// Rows stay where they are for as long as the set lives, also when it is moved.
// Threads: any number read at the same time; add() alone.
#pragma once

#include <deque>
#include <string_view>
#include <vector>

#include "powercut/faultfs/persistence_model.h"

namespace powercut {

class ModelSet {
 public:
  ModelSet() = default;
  ModelSet(ModelSet&&) = default;
  ModelSet& operator=(ModelSet&&) = default;

  // powercut's rows first, in their order; then the added ones.
  std::vector<const PersistenceModel*> all() const;

  // By its name or an alias. nullptr: there is none of that name.
  const PersistenceModel* find(std::string_view name) const;

  // False: the name is taken, or the row has aliases, which only powercut's may have.
  bool add(PersistenceModel model);

  // As is_within() says, also where rows lie between them that were added.
  bool is_within(const PersistenceModel& stronger, const PersistenceModel& weaker) const;

 private:
  std::deque<PersistenceModel> added_;
};

}  // namespace powercut
