// Failing states as a set of texts, so that two explorations can be compared: by image and kind of
// violation, since one image stands for all the crash points that leave it.
#pragma once

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>

#include "faultfs/disk/image_hash.h"
#include "faultfs/states/walk.h"
#include "harness/explore/examiner.h"
#include "harness/explore/explore_runs.h"

namespace powercut {

using FailingStates = std::set<std::string>;

struct RecordedRun {
  const StoreUnderTest& store;
  Plan plan;
  Recording recording;

  RecordedRun(const StoreUnderTest& store_to_run, Plan plan_to_run)
      : store(store_to_run), plan(std::move(plan_to_run)), recording(record(store, plan)) {}

  CallRange whole() const { return {0, static_cast<std::uint32_t>(recording.trace.size())}; }

  Outcomes explored(const PersistenceModel& model, const ExplorationOptions& options) const {
    return explore({store, "plan", 1}, plan, recording, model, options);
  }
};

inline std::string image_text(const Disk& disk) {
  ImageHasher hasher;
  hasher.take(disk);
  return fmt::format("{:016x}{:016x}", hasher.whole().high, hasher.whole().low);
}

// The findings of an exploration, for those states that are a crash of the run itself. A kill
// leaves more than an image: there the point tells.
inline FailingStates failing_states(const RecordedRun& run, const PersistenceModel& model,
                                    const Outcomes& outcomes) {
  std::map<std::string, std::string> images;
  walk(model, run.recording.trace, run.recording.base, run.whole(),
       [&](const CrashStates& states, const Choice& choice, const Disk& disk) {
         images[to_text(states.point(choice))] = image_text(disk);
       });
  FailingStates failing;
  for (const Finding& finding : outcomes.findings) {
    const CrashPath& path = *finding.place.crash;
    std::string first = to_text(path.first);
    failing.insert(fmt::format("{} {}", path.killed_first ? first + "!" : images.at(first),
                               name_of(finding.violation.kind)));
  }
  return failing;
}

// The same by a plain loop over all states, each opened and judged by itself; no nested crashes.
inline FailingStates failing_by_force(const RecordedRun& run, const PersistenceModel& model) {
  const History& history = run.recording.history;
  Examiner examiner(run.store, history.keys);
  Oracle oracle(history, believes_readers(model, run.store));
  Promises promises(history, run.recording.trace, run.store.policy, model.power_loss);
  FailingStates failing;
  walk(model, run.recording.trace, run.recording.base, run.whole(),
       [&](const CrashStates& states, const Choice& choice, Disk& disk) {
         oracle.expect(promises.at(states.point(choice)));
         auto violation = examiner.examine(disk, oracle, true);
         if (violation)
           failing.insert(image_text(disk) + " " + std::string(name_of(violation->kind)));
       });
  return failing;
}

inline constexpr std::size_t all_findings = 1'000'000;

}  // namespace powercut
