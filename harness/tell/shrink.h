// shrink(): makes the plan of a finding as small as it can, so that it still breaks the promise in
// the same way.
//
//   operations   It tries to drop those after the crash; those that name other keys than the
//                verdict does; all of one kind; and then chunks: a half, a quarter and so on. A
//                drop stays if the rest still fails (Zeller and Hildebrandt, "Simplifying and
//                Isolating Failure-Inducing Input", 2002). Setup, interrupted operation, faults and
//                batches shrink likewise. A power cut may become a kill, a drawn crash a plain one
//                (lot 0), and one long value may replace many operations.
//   bytes        Keys become letters. Values become numbers, unless they are long.
//   state        The simplest state that fails in the same way is taken: fewest crashes, fewest
//                torn effects, fewest lost ones, earliest call, shortest cut.
//
// Each candidate is run and explored anew. So the crash point, the surviving effects and the cut
// shrink along with the operations; the number of a fault's call is tried anew, too. A large plan
// that needs most of its operations would take thousands of runs: shrinking ends at a limit
// (shrink_trials.h). Deterministic.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "powercut/faultfs/persistence_model.h"
#include "powercut/harness/finding.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/harness/workload.h"

namespace powercut {

struct Shrunk {
  Plan plan;  // finding.place.workload is its text
  Finding finding;
  std::uint64_t runs = 0;    // how many candidates were run
  bool is_at_limit = false;  // the limit ended it: a smaller plan may fail, too
};

// place: that of a finding. model: the one that the place names, or nullptr if that is the run
// itself. Returns nullopt if nothing breaks the promise there, or if `stops` was set. It looks at
// `stops` before each candidate.
std::optional<Shrunk> shrink(const FindingPlace& place, const StoreUnderTest& store,
                             const Workload& workload, const PersistenceModel* model,
                             const std::atomic<bool>* stops = nullptr);

// How much a person must understand about a state. A smaller one is simpler.
struct Complexity {
  std::size_t crashes;
  std::size_t torn;    // effects
  std::size_t lost;    // effects
  std::uint32_t call;  // of the first crash
  std::uint64_t cut;   // bytes of that call; 0: it has returned

  friend auto operator<=>(const Complexity&, const Complexity&) = default;
};
Complexity complexity_of(const CrashPath& path);

// Writes the finding as a GoogleTest case that is ready to compile (check_store.h). users_model: a
// model of the user, which is written into the test since the program that runs the test does not
// know it; nullptr if there is none. header: Registry::test_header.
std::string test_of(const Shrunk& shrunk, const PersistenceModel* users_model,
                    std::string_view header);

}  // namespace powercut
