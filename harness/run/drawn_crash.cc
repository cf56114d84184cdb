#include "harness/run/drawn_crash.h"

#include <fmt/format.h>

#include "faultfs/disk/sectors.h"
#include "powercut/harness/chooser.h"

namespace powercut {

namespace {

// States of a crash point among which a lot chooses.
constexpr std::uint64_t states_to_choose_from = 24;

// The end of an operation, when it has just been acknowledged, is where promises are kept or not.
std::uint32_t draw_call(CallRange calls, const Trace& trace, Chooser& chooser) {
  auto last = static_cast<std::uint32_t>(trace.size() - 1);
  if (calls.begin >= calls.end) return last;
  if (chooser.below(3) == 0) return calls.end - 1;
  return calls.begin + static_cast<std::uint32_t>(chooser.below(calls.end - calls.begin));
}

std::string place_of(const Trace& trace, const CrashPoint& point) {
  std::string call = describe(trace, trace.calls()[point.call]);
  if (point.returned()) return fmt::format("after `{}`", call);
  return fmt::format("{} bytes into `{}`", point.byte, call);
}

std::string fate_of(const PersistenceModel& model, const PendingEffect& effect,
                    EffectOption option) {
  if (option == option_kept) return "on disk";
  if (option == option_lost) return "lost";
  return "torn, " + describe(effect, tear_of(model, effect, option));
}

std::vector<std::string> story_of(const CrashStates& states, const Trace& trace,
                                  const Choice& choice, const CrashPoint& point) {
  std::vector<std::string> story{"the power fails " + place_of(trace, point)};
  for (std::size_t index = 0; index < choice.size(); ++index) {
    const PendingEffect& effect = states.effects()[index];
    story.push_back(
        fmt::format("{}: {}", describe(effect), fate_of(states.model(), effect, choice[index])));
  }
  return story;
}

}  // namespace

DrawnCrash draw_power_cut(const PersistenceModel& model, const Disk& base, const Trace& trace,
                          CallRange calls, std::uint64_t lot, bool tells) {
  Chooser chooser(lot);
  std::uint32_t at =
      lot == 0 ? static_cast<std::uint32_t>(trace.size() - 1) : draw_call(calls, trace, chooser);
  bool is_under_way = lot != 0 && chooser.below(2) == 0;
  CrashStates states(model, base);
  for (std::uint32_t call = 0; call <= at; ++call) {
    states.begin(trace, call);
    if (call < at || !is_under_way || !states.is_partly_done()) states.finish();
  }
  constexpr std::uint64_t kept_and_lost = 2;
  auto choices = states.sampled(CrashStates::Which::all,
                                lot == 0 ? kept_and_lost : states_to_choose_from, lot);
  const Choice& choice = lot == 0 ? choices.back() : choices[chooser.below(choices.size())];
  DrawnCrash crash{.point = states.point(choice), .disk = {}};
  if (tells) crash.story = story_of(states, trace, choice, crash.point);
  crash.disk = std::move(states).take_one(choice);
  return crash;
}

DrawnCrash draw_kill(const Disk& base, const Trace& trace, CallRange calls, std::uint64_t lot,
                     KillOptions options) {
  Chooser chooser(lot);
  DrawnCrash crash{.point = {}, .disk = base};
  crash.point.call =
      lot == 0 ? static_cast<std::uint32_t>(trace.size() - 1) : draw_call(calls, trace, chooser);
  const Call& last = trace.calls()[crash.point.call];
  bool is_under_way = lot != 0 && chooser.below(2) == 0;
  std::uint64_t drawn = chooser.next();
  for (std::uint32_t call = 0; call < crash.point.call; ++call) {
    const Call& made = trace.calls()[call];
    apply_call(trace, made, made.length, crash.disk);
  }
  if (is_under_way && last.effect == Effect::write && last.length > 1) {
    std::uint64_t bytes = 1 + drawn % (last.length - 1);
    std::uint64_t file_bytes = crash.disk.contents(last.inode).size();
    crash.point.byte =
        options.whole_sectors ? in_whole_sectors(last.offset, bytes, file_bytes) : bytes;
  }
  apply_call(trace, last, crash.point.returned() ? last.length : crash.point.byte, crash.disk);
  if (options.tells) crash.story = {"the process is killed " + place_of(trace, crash.point)};
  return crash;
}

}  // namespace powercut
