// Replayer: follows the crashes of a finding again, one after the other, and tells each of them.
#pragma once

#include "harness/explore/examiner.h"
#include "harness/explore/explore_runs.h"
#include "harness/tell/names_by_then.h"
#include "harness/tell/replay.h"
#include "harness/tell/show_disk.h"
#include "harness/tell/show_effects.h"

namespace powercut {

class Replayer {
 public:
  Replayer(const FindingPlace& place, const StoreUnderTest& store, const Plan& plan,
           const PersistenceModel& model);

  // The text is without a heading.
  Replay replay();

 private:
  bool go_to_first();
  bool go_to_half_a_write(const CrashPoint& point);
  bool go_to_next(const CrashPoint& point);
  bool leave(const CrashPoint& point);
  void restart();
  std::optional<Violation> judge();
  bool kills(const CrashPoint& point) const;
  bool restart_binds() const;
  bool is_of_run(const PendingEffect& effect) const;
  std::string whose_calls() const;
  std::string where() const;
  void tell_calls(const Trace& trace, const CrashPoint& point);
  void tell_effects(const Choice& choice);
  ToldEffect told(const PendingEffect& effect, EffectOption option) const;
  void note_call(const Trace& trace, const CrashPoint& point);
  void note_parts(std::span<const ToldEffect> effects);

  const CrashPath& path_;
  const StoreUnderTest& store_;
  const Plan& plan_;
  const PersistenceModel model_;
  Recording recording_;
  bool believes_readers_;
  CrashStates states_;
  Promise promise_;
  Disk image_;  // the disk, or the cache, that the last crash left
  Trace half_;  // the part of a write that a process kill cut short
  Trace restart_;
  std::size_t restarts_ = 0;
  NamesByThen run_names_;
  NamesByThen restart_names_;
  Examination examination_;
  std::vector<FoundValue> found_;  // what the last restart found
  std::vector<FoundValue> seen_;   // what a reader saw after a restart, and must see again
  bool probe_is_due_ = false;      // the probe of that restart must be there, too
  std::vector<FilePart> parts_;    // the parts of files that the last crash is about
  std::string text_;
};

}  // namespace powercut
