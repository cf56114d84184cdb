// replay: one state of one run again, told in full for a person.
#pragma once

#include <string>

#include "powercut/faultfs/persistence_model.h"
#include "powercut/harness/finding.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/harness/workload.h"

namespace powercut {

struct Replay {
  std::string text;
  bool broken;          // the promise is broken there, as a finding says
  bool reached = true;  // false: the run has no such crash point
};

// place.crash must be given, and model be the one it names.
Replay replay_crash(const FindingPlace& place, const StoreUnderTest& store,
                    const Workload& workload, const PersistenceModel& model);

// The run itself, for a finding without a crash of its own; model: nullptr if the place names none.
Replay replay_run(const FindingPlace& place, const StoreUnderTest& store, const Workload& workload,
                  const PersistenceModel* model);

// One prefix of a user's log.
Replay replay_log(const StoreUnderTest& store, std::string_view bytes, std::size_t cut);

// The last lines of a replay.
std::string show_verdict(const std::optional<Violation>& violation);

}  // namespace powercut
