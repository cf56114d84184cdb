// StoreUnderTest: a store as the harness sees it: its open, its promises, and the expected
// verdicts.
//
// To have a store of one's own tested, implement Store (powercut/engine/store.h) with all its I/O
// through the Environment's file system, and describe it here. See the worked example in
// harness/example_test.cc. What is no map is described as a Subject (subject.h).
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

  // Opens the store on what is there, creating it on an empty disk. Called many times, from several
  // threads at once with an Environment each; must depend on nothing but the Environment, which
  // also is its only source of randomness.
  std::function<Result<std::unique_ptr<Store>>(Environment&)> open;

  // The strongest models under which it is known to break its promise: controls. It breaks it under
  // each weaker one, too (is_within()). A sweep is as expected if just these fail. "any": under
  // each.
  std::vector<std::string> fails_under = {};

  // Further such models, which `powercut errors` adds to them.
  std::vector<std::string> also_fails_with_errors_under = {};

  // Which clauses of the contract it gives, besides D1 to D4 and D6.
  Clauses clauses = Clauses::usual();

  // With D8: once all that a process has changed is durable, a mark on the disk besides the last
  // change says so, before the call or the background sync that made it durable returns. Then no
  // single byte that changes at rest is taken for a torn end. A store that marks no end cannot
  // tell, and is not asked.
  bool marks_its_end = false;

  // The sizes up to which it takes keys, values and batches.
  StoreLimits limits = {};

  // Sizes at which it changes its ways. Plans cross each of them. Where none are declared,
  // check_store() finds some (run/edge_probe.h).
  StoreEdges edges = {};

  // The file that is a log in the format of docs/FORMAT.md, if there is one: such a store can be
  // swept over a log that a user has (`powercut sweep --log`).
  std::string log_file = {};

  // Whether `powercut sweep`, `errors` and `matrix` run it unasked.
  bool in_sweep_default = true;

  // What it is a store of, if it is made of a subject (subject.h); nullptr: a map.
  std::shared_ptr<const SubjectUnderTest> subject = nullptr;
};

// The store, held to none of these clauses.
StoreUnderTest held_to_less(const StoreUnderTest& store, Clauses without);

// The model to which the store is held: without Clause::torn_sectors one of whole sectors.
PersistenceModel model_asked_of(const StoreUnderTest& store, const PersistenceModel& model);

}  // namespace powercut
