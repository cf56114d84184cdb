#include "harness/tell/replay.h"

#include <fmt/format.h>

#include <array>

#include "harness/explore/examiner.h"
#include "harness/explore/explore_runs.h"
#include "harness/plan/subject_plan.h"
#include "harness/sweep/log_sweep.h"
#include "harness/tell/idle_faults.h"
#include "harness/tell/replayer.h"
#include "harness/tell/show_disk.h"

namespace powercut {

namespace {

std::string show_heading(const FindingPlace& place, const StoreUnderTest& store,
                         const Workload& workload) {
  std::string text =
      fmt::format("{}\n\nstore     {}: {}\nworkload  {}, seed {}: {}\n", to_text(place), store.name,
                  store.summary, workload.name, place.seed, workload.summary);
  if (place.rule) text += fmt::format("fault     {}\n", to_text(*place.rule));
  return text;
}

// Each operation, and below a crash what it did.
std::string show_lives(const Plan& plan, const Recording& recording) {
  std::string text;
  auto story = recording.stories.begin();
  for (std::uint32_t number = 0; number < plan.operations.size(); ++number) {
    text += fmt::format("  {:>4} {}\n", number, describe(plan.operations[number]));
    for (; story != recording.stories.end() && story->operation == number; ++story) {
      for (const std::string& line : story->lines) text += fmt::format("         {}\n", line);
    }
  }
  return text;
}

}  // namespace

std::string show_verdict(const std::optional<Violation>& violation) {
  if (!violation) return "\nverdict: the promise is kept\n";
  std::string text = fmt::format("\nverdict: {}\n", name_of(violation->kind));
  if (violation->key) text += fmt::format("  key      {}\n", quote(*violation->key));
  return text +
         fmt::format("  expected {}\n  found    {}\n", violation->expected, violation->found);
}

Replay replay_crash(const FindingPlace& place, const StoreUnderTest& store,
                    const Workload& workload, const PersistenceModel& model) {
  Plan plan = plan_for(store, workload, place.seed);
  Replay replay = Replayer(place, store, plan, model).replay();
  replay.text = show_heading(place, store, workload) +
                fmt::format("model     {}: {}\n", model.name, model.summary) + replay.text;
  return replay;
}

Replay replay_run(const FindingPlace& place, const StoreUnderTest& store, const Workload& workload,
                  const PersistenceModel* model) {
  Plan plan = plan_for(store, workload, place.seed);
  std::vector<FaultRule> rules;
  if (place.rule) rules.push_back(*place.rule);
  Recording recording = record(store, plan, rules, {.model = model, .tells_stories = true});
  std::string text = show_heading(place, store, workload);
  if (model) text += fmt::format("model     {}: {}\n", model->name, model->summary);
  text += show_idle_faults(recording);
  text += recording.stories.empty() ? "\nthe run itself, without a crash\n"
                                    : "\nthe run itself, with the crashes in it\n";
  if (!recording.stories.empty()) text += show_lives(plan, recording);
  for (const LiveViolation& live : recording.live) {
    text += fmt::format("\n{}", describe_operation(plan, live.operation));
    text += show_verdict(live.violation);
  }
  if (recording.live.empty()) text += show_verdict(std::nullopt);
  return {.text = text, .broken = !recording.live.empty()};
}

Replay replay_log(const StoreUnderTest& store, std::string_view bytes, std::size_t cut) {
  if (cut > bytes.size()) return {.text = {}, .broken = false, .reached = false};
  History history = history_of(bytes);
  Disk disk;
  InodeId file = disk.create_inode(InodeKind::file);
  disk.set_entry(root_inode, store.log_file, file);
  disk.write(file, 0, as_bytes(bytes.substr(0, cut)));
  Oracle oracle(history, true);
  Promise promise = promise_of_prefix(history, cut);
  oracle.expect(promise);
  Examiner examiner(store, history.keys);
  std::string text = fmt::format("the first {} of {} bytes of the log, {} whole records\n", cut,
                                 bytes.size(), promise.finished);
  text += "\non disk\n" + show_disk(disk, std::array{FilePart{file, cut, cut}});
  auto violation = examiner.examine(disk, oracle);
  return {.text = text + show_verdict(violation), .broken = violation.has_value()};
}

}  // namespace powercut
