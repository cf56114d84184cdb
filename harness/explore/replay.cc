#include "harness/explore/replay.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/explore/examiner.h"
#include "harness/explore/explore.h"
#include "harness/explore/log_sweep.h"

namespace powercut {

namespace {

constexpr std::size_t calls_shown_before = 6;
constexpr std::size_t calls_shown_after = 2;
constexpr std::size_t operations_shown_before = 8;

std::string show_heading(const FindingPlace& place, const StoreUnderTest& store,
                         const Workload& workload) {
  std::string text =
      fmt::format("{}\n\nstore     {}: {}\nworkload  {}, seed {}: {}\n", to_text(place), store.name,
                  store.summary, workload.name, place.seed, workload.summary);
  if (place.rule) text += fmt::format("fault     {}\n", to_text(*place.rule));
  return text;
}

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::unfinished:
      return "never answered";
    case Outcome::acknowledged:
      return "acknowledged";
    case Outcome::failed:
      return "failed";
  }
  return "?";
}

// What became of an operation by the time of the crash.
std::string standing_of(const Recording& recording, std::uint32_t operation,
                        const Promise& promise) {
  const auto& steps = recording.history.steps;
  auto step = std::ranges::find(steps, operation, &Step::operation);
  if (step == steps.end()) return "";
  auto index = static_cast<std::uint32_t>(step - steps.begin());
  if (index >= promise.finished) return "under way";
  return fmt::format("{}{}", name_of(step->outcome), index < promise.must ? ", must survive" : "");
}

std::string show_operations(const Plan& plan, const Recording& recording, const Promise& promise) {
  const auto& begun = recording.operation_calls;
  auto count =
      static_cast<std::size_t>(std::ranges::upper_bound(begun, promise.calls) - begun.begin());
  std::string text = "\noperations that had begun\n";
  std::size_t first = count > operations_shown_before ? count - operations_shown_before : 0;
  if (first > 0) text += fmt::format("  ... {} more\n", first);
  for (std::size_t index = first; index < count; ++index) {
    text += fmt::format("  {:4} {:<48} {}\n", index, describe(plan.operations[index]),
                        standing_of(recording, static_cast<std::uint32_t>(index), promise));
  }
  return text;
}

std::string show_calls(const Recording& recording, CrashPoint point) {
  const auto& calls = recording.trace.calls();
  std::size_t first = point.call > calls_shown_before ? point.call - calls_shown_before : 0;
  std::size_t end = std::min(calls.size(), point.call + calls_shown_after + 1);
  std::string text = "\ncalls around the crash\n";
  for (std::size_t index = first; index < end; ++index) {
    std::string line = describe(recording.trace, calls[index]);
    const char* mark = " ";
    if (index == point.call) {
      mark = ">";
      line += point.returned() ? "   <- crash after it"
                               : fmt::format("   <- cut after byte {}", point.byte);
    } else if (index > point.call) {
      line += "   (never made)";
    }
    text += fmt::format("{} {:4} {}\n", mark, index, line);
  }
  return text;
}

std::string show_verdict(const std::optional<Violation>& violation) {
  if (!violation) return "\nverdict: the promise is kept\n";
  std::string text = fmt::format("\nverdict: {}\n", name_of(violation->kind));
  if (violation->key) text += fmt::format("  key      {}\n", quote(*violation->key));
  return text +
         fmt::format("  expected {}\n  found    {}\n", violation->expected, violation->found);
}

}  // namespace

Replay replay_crash(const FindingPlace& place, const StoreUnderTest& store,
                    const Workload& workload, const PersistenceModel& model) {
  Plan plan = workload.plan(place.seed);
  std::vector<FaultRule> rules;
  if (place.rule) rules.push_back(*place.rule);
  Recording recording = record(store, plan, rules);
  CrashPoint point = *place.point;
  if (point.call >= recording.trace.size()) {
    return {.text = {}, .broken = false, .reached = false};
  }

  Promises promises(recording.history, recording.trace, store.policy, model.power_loss);
  Oracle oracle(recording.history, !model.power_loss || store.policy == SyncPolicy::always);
  auto states = model.walk(recording.trace, recording.base, {point.call, point.call + 1});
  while (states->next()) {
    if (states->point() != point) continue;
    const Promise& promise = promises.at(point);
    oracle.expect(promise);
    std::string text = show_heading(place, store, workload);
    text += fmt::format("model     {}: {}\n", model.name, model.summary);
    text += show_operations(plan, recording, promise);
    text += show_calls(recording, point);
    text += "\non disk after the crash\n" + show_disk(states->disk());
    Examiner examiner(store, recording.history.keys);
    auto violation = examiner.examine(states->disk(), oracle);
    return {.text = text + show_verdict(violation), .broken = violation.has_value()};
  }
  return {.text = {}, .broken = false, .reached = false};
}

Replay replay_run(const FindingPlace& place, const StoreUnderTest& store,
                  const Workload& workload) {
  Plan plan = workload.plan(place.seed);
  std::vector<FaultRule> rules;
  if (place.rule) rules.push_back(*place.rule);
  Recording recording = record(store, plan, rules);
  std::string text = show_heading(place, store, workload) + "\nthe run itself, without a crash\n";
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
  text += "\non disk\n" + show_disk(disk);
  auto violation = examiner.examine(disk, oracle);
  return {.text = text + show_verdict(violation), .broken = violation.has_value()};
}

}  // namespace powercut
