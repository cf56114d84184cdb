#include "powercut/harness/store_under_test.h"

namespace powercut {

StoreUnderTest held_to_less(const StoreUnderTest& store, Clauses without) {
  StoreUnderTest less = store;
  less.clauses = less.clauses.without(without);
  return less;
}

PersistenceModel model_asked_of(const StoreUnderTest& store, const PersistenceModel& model) {
  return store.clauses.has(Clause::torn_sectors) ? model : with_whole_sectors(model);
}

}  // namespace powercut
