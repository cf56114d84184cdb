// StoreUnderTest: describes a store to the harness: how to open it, its promise, and the expected
// verdicts.
//
// To test a store of your own, implement Store (powercut/engine/store.h) with all its I/O through
// the Environment's file system, and describe it here. A worked example is harness/example_test.cc.
// Anything that is no map is described as a Subject (subject.h).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/engine/store.h"
#include "powercut/engine/sync_policy.h"
#include "powercut/faultfs/persistence_model.h"
#include "powercut/harness/clauses.h"
#include "powercut/harness/store_edges.h"
#include "powercut/harness/store_limits.h"
#include "powercut/harness/subject.h"
#include "powercut/io/environment.h"

namespace powercut {

struct StoreUnderTest {
  std::string name;
  std::string summary;  // for `powercut list stores`
  SyncPolicy policy = SyncPolicy::always;

  // Opens the store on the Environment's disk, and creates it on an empty disk. It is called many
  // times, from several threads at once, each with its own Environment. It must depend on nothing
  // but the Environment, which is also its only source of randomness.
  std::function<Result<std::unique_ptr<Store>>(Environment&)> open;

  // The strongest models under which the store is known to break its promise, as a control does. It
  // then also breaks it under each weaker model (is_within()). A sweep is as expected if the store
  // fails under just these models. "any": under each model.
  std::vector<std::string> fails_under = {};

  // Further such models, which count only in `powercut errors`.
  std::vector<std::string> also_fails_with_errors_under = {};

  // The clauses of the contract that the store gives, besides D1 to D4 and D6.
  Clauses clauses = Clauses::usual();

  // For D8: whether the store marks its end. Once all changes of a process are durable, a mark on
  // the disk, separate from the last change, says so; it is there before the call or the background
  // sync that made them durable returns. No single byte that changes at rest then looks like a torn
  // end. A store that marks no end cannot tell the two apart, and is not asked.
  bool marks_its_end = false;

  // The largest key, value and batch that the store takes.
  StoreLimits limits = {};

  // The sizes at which the store's code takes another way. Plans cross each of them. If none are
  // declared, check_store() finds some (run/edge_probe.h).
  StoreEdges edges = {};

  // The store's file that is a log in the format of docs/FORMAT.md, if there is one. Such a store
  // can be swept over a user's log (`powercut sweep --log`).
  std::string log_file = {};

  // Whether `powercut sweep`, `errors` and `matrix` run the store when no store is named.
  bool in_sweep_default = true;

  // The subject that the store is made of (subject.h); nullptr: the store is a map.
  std::shared_ptr<const SubjectUnderTest> subject = nullptr;
};

// The store, but not held to any of these clauses.
StoreUnderTest held_to_less(const StoreUnderTest& store, Clauses without);

// The model to which the store is held. Without Clause::torn_sectors it is the model for a disk
// that writes whole sectors.
PersistenceModel model_asked_of(const StoreUnderTest& store, const PersistenceModel& model);

}  // namespace powercut
