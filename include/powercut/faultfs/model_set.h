// ModelSet: finds models by name, both powercut's rows and those that a user adds.
//
// Pointers to rows stay valid for as long as the set lives, also when it is moved. Threads: any
// number may read at the same time; no other call may run during add().
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

  // All rows: powercut's first, in their order; then the added ones.
  std::vector<const PersistenceModel*> all() const;

  // Finds a row by its name or an alias. nullptr: there is none of that name.
  const PersistenceModel* find(std::string_view name) const;

  // Adds a row. False: the name is taken, or the row has aliases, which only powercut's rows may
  // have.
  bool add(PersistenceModel model);

  // Does the same as is_within() of persistence_model.h, but also follows the `within` of added
  // rows.
  bool is_within(const PersistenceModel& stronger, const PersistenceModel& weaker) const;

 private:
  std::deque<PersistenceModel> added_;
};

}  // namespace powercut
