// replay: makes one state of one run again, judges it, and tells it in full for a person.
#pragma once

#include <string>

#include "powercut/faultfs/persistence_model.h"
#include "powercut/harness/finding.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/harness/workload.h"

namespace powercut {

struct Replay {
  std::string text;
  bool broken;          // the state breaks the promise
  bool reached = true;  // false: the run has no such crash point, and there is no text
};

// Replays the state that a crash left. place.crash must be set, and `model` must be the one that
// the place names.
Replay replay_crash(const FindingPlace& place, const StoreUnderTest& store,
                    const Workload& workload, const PersistenceModel& model);

// Replays the run itself, for a finding without a crash of its own. model: the one that the place
// names, or nullptr if it names none.
Replay replay_run(const FindingPlace& place, const StoreUnderTest& store, const Workload& workload,
                  const PersistenceModel* model);

// Replays the first `cut` bytes of a user's log (log_sweep.h).
Replay replay_log(const StoreUnderTest& store, std::string_view bytes, std::size_t cut);

// The verdict, in the last lines of a replay.
std::string show_verdict(const std::optional<Violation>& violation);

}  // namespace powercut
