// shrink: the least that still breaks the promise in the same way.
//
//   operations   what comes after the crash goes; all that names other keys than the verdict does;
//                all of one kind; then chunks, a half, a quarter and so on, as long as what is left
//                still fails (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing
//                Input", 2002); setup, interrupted operation, faults and batches likewise
//   bytes        values become short, keys become letters
//   state        of all states of what is left that fail so, the simplest: fewest crashes, fewest
//                torn, fewest lost, earliest, shortest cut
//
// A candidate is run and explored anew, so crash point, surviving effects and cut shrink along with
// the operations; a fault's number is tried anew, too. A large plan of which much is needed would
// take thousands of runs: it ends at a limit (shrink_trials.h). Deterministic.
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
  Plan plan;  // place.workload is its text
  Finding finding;
  std::uint64_t runs = 0;    // candidates that were tried
  bool is_at_limit = false;  // there may be less that fails, but no more was tried
};

// place: of a finding; model: the one it names, nullptr if that is the run itself. nullopt: nothing
// breaks the promise there, or `stops` was set, which is looked at before each candidate.
std::optional<Shrunk> shrink(const FindingPlace& place, const StoreUnderTest& store,
                             const Workload& workload, const PersistenceModel* model,
                             const std::atomic<bool>* stops = nullptr);

// How much there is to understand about a state; less is simpler.
struct Complexity {
  std::size_t crashes;
  std::size_t torn;
  std::size_t lost;
  std::uint32_t call;
  std::uint64_t cut;

  friend auto operator<=>(const Complexity&, const Complexity&) = default;
};
Complexity complexity_of(const CrashPath& path);

// The finding as a GoogleTest case, whole and ready to compile (check_store.h). A model of the
// user's, which the program that runs the test does not know, comes with it.
// header: Registry::test_header.
std::string test_of(const Shrunk& shrunk, const PersistenceModel* users_model,
                    std::string_view header);

}  // namespace powercut
