#include "harness/explore/retelling.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/explore/image_graph.h"

namespace powercut {

namespace {

constexpr std::size_t calls_shown_before = 6;
constexpr std::size_t calls_shown_after = 2;
constexpr std::size_t operations_shown_before = 8;
constexpr std::size_t effects_shown_max = 24;

std::vector<FaultRule> rules_of(const FindingPlace& place) {
  if (!place.rule) return {};
  return {*place.rule};
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

std::string show_effect(const PersistenceModel& model, const PendingEffect& effect,
                        EffectOption option) {
  std::string what = describe(effect);
  const char* mark = "lost   ";
  if (option == option_kept) mark = "on disk";
  if (option >= option_torn) {
    mark = "torn   ";
    Tear tear = tear_of(model, effect, option);
    what += fmt::format(", cut after {}", tear.cut);
    if (effect.growth != no_effect) what += fmt::format(", then {}", name_of(tear.tail));
  }
  return fmt::format("  {}  call {:<4} {}\n", mark, effect.call, what);
}

}  // namespace

Retelling::Retelling(const FindingPlace& place, const StoreUnderTest& store, const Plan& plan,
                     const PersistenceModel& model)
    : path_(*place.crash),
      store_(store),
      plan_(plan),
      model_(model),
      recording_(record(store, plan, rules_of(place))),
      believes_readers_(!model.power_loss || store.policy == SyncPolicy::always),
      states_(model, recording_.base) {}

Replay Retelling::tell() {
  Replay nowhere{.text = {}, .broken = false, .reached = false};
  if (!go_to_first()) return nowhere;
  for (const CrashPoint& point : path_.later) {
    restart();
    if (!go_to_next(point)) return nowhere;
  }
  text_ += fmt::format("\non disk after {}\n{}",
                       path_.later.empty() ? "the crash" : "the last crash", show_disk(image_));
  Examiner examiner(store_, recording_.history.keys);
  Oracle oracle(recording_.history, believes_readers_);
  oracle.expect(promise_);
  Examination examination = examiner.run(image_);
  std::optional<Violation> violation = examination.at_first;
  if (!violation && !seen_.empty()) {
    violation = compare_readings(recording_.history.keys, seen_, examiner.found_keys());
  }
  if (!violation) violation = oracle.judge(examiner.found_keys());
  if (!violation) violation = examination.afterwards;
  if (!violation && probe_is_due_ && !examiner.found().back().there) {
    violation = {FindingKind::unstable, std::nullopt,
                 "what was written after the recovery is there", "absent after a crash"};
  }
  return {.text = text_ + show_verdict(violation), .broken = violation.has_value()};
}

bool Retelling::go_to_first() {
  const CrashPoint& point = path_.first;
  if (point.call >= recording_.trace.size()) return false;
  Promises promises(recording_.history, recording_.trace, store_.policy, model_.power_loss);
  promise_ = promises.at(point);
  text_ += show_operations(plan_, recording_, promise_);
  for (std::uint32_t call = 0; call < point.call; ++call) {
    states_.begin(recording_.trace, call);
    states_.finish();
  }
  text_ +=
      path_.killed_first ? "\ncalls around the end of the process\n" : "\ncalls around the crash\n";
  tell_calls(recording_.trace, point);
  if (path_.killed_first && !point.returned()) return go_to_half_a_write(point);
  states_.begin(recording_.trace, point.call);
  if (point.returned()) states_.finish();
  if (!path_.killed_first) return leave(point);
  image_ = states_.cache();
  return true;
}

bool Retelling::go_to_half_a_write(const CrashPoint& point) {
  const Call& made = recording_.trace.calls()[point.call];
  if (made.effect != Effect::write || point.byte >= made.length) return false;
  Call first_half = made;
  first_half.length = point.byte;
  half_.append(first_half, recording_.trace.path(made),
               recording_.trace.data(made).first(first_half.length), {});
  states_.begin(half_, 1);
  states_.finish();
  image_ = states_.cache();
  return true;
}

// The store opens what is there, and goes on as an examination does.
void Retelling::restart() {
  Examiner examiner(store_, recording_.history.keys);
  restart_.clear();
  examination_ = examiner.run(image_, &restart_);
  auto found = examiner.found_keys();
  found_.assign(found.begin(), found.end());
}

bool Retelling::go_to_next(const CrashPoint& point) {
  if (point.call == 0 || point.call >= restart_.size()) return false;
  bool goes_on = path_.killed_first && &point == path_.later.data();
  Disk base = image_;
  if (!goes_on) states_ = CrashStates(model_, base);
  for (std::uint32_t call = 1; call < point.call; ++call) {
    states_.begin(restart_, call);
    states_.finish();
  }
  states_.begin(restart_, point.call);
  if (point.returned()) states_.finish();
  std::uint32_t calls = point.call + (point.returned() ? 1 : 0);
  bool late = calls >= examination_.opened_calls;
  text_ += fmt::format("\nstarted again; calls around the next crash{}\n",
                       late ? ", after the open" : ", before the open has returned");
  tell_calls(restart_, point);
  // A reader that a crash before its open has returned never was one; an earlier one still counts.
  if (late && believes_readers_) {
    seen_ = found_;
    probe_is_due_ = calls >= examination_.probed_calls;
  }
  return leave(point);
}

bool Retelling::leave(const CrashPoint& point) {
  auto choice = states_.choice_at(point);
  if (!choice) return false;
  tell_effects(*choice);
  states_.visit_one(*choice, [&](const Choice&, const Disk& disk) { image_ = disk; });
  return true;
}

void Retelling::tell_calls(const Trace& trace, const CrashPoint& point) {
  const auto& calls = trace.calls();
  std::size_t first = point.call > calls_shown_before ? point.call - calls_shown_before : 0;
  std::size_t end = std::min(calls.size(), point.call + calls_shown_after + 1);
  for (std::size_t index = first; index < end; ++index) {
    std::string line = describe(trace, calls[index]);
    const char* mark = " ";
    if (index == point.call) {
      mark = ">";
      line += point.returned() ? "   <- crash after it"
                               : fmt::format("   <- cut after byte {}", point.byte);
    } else if (index > point.call) {
      line += "   (never made)";
    }
    text_ += fmt::format("{} {:4} {}\n", mark, index, line);
  }
}

// What was durable is not told, nor what is the same in every state.
void Retelling::tell_effects(const Choice& choice) {
  if (choice.empty()) return;
  text_ += "\nwhat nothing had made durable yet\n";
  std::size_t first = choice.size() > effects_shown_max ? choice.size() - effects_shown_max : 0;
  if (first > 0) text_ += fmt::format("  ... {} earlier changes\n", first);
  for (std::size_t index = first; index < choice.size(); ++index) {
    text_ += show_effect(model_, states_.effects()[index], choice[index]);
  }
}

}  // namespace powercut
