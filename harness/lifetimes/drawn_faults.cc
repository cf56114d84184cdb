#include "harness/lifetimes/drawn_faults.h"

#include <algorithm>
#include <array>
#include <optional>

#include "harness/run/call_faults.h"

namespace powercut {

namespace {

// The calls of each kind, as places in the list.
using CallsByKind = std::array<std::vector<std::size_t>, call_kind_count>;

// Places in the list.
struct CallStretch {
  std::size_t begin;
  std::size_t end;
};

CallsByKind calls_by_kind(std::span<const SeenCall> calls, CallStretch stretch) {
  CallsByKind by_kind;
  for (std::size_t place = stretch.begin; place < stretch.end; ++place) {
    by_kind[static_cast<std::size_t>(calls[place].kind)].push_back(place);
  }
  return by_kind;
}

bool is_in_part(const FaultRule& rule) { return rule.part != 0 && rule.part < FaultRule::old; }

// Kinds that are rare, such as a rename, fail as often as those that are not.
CallKind draw_kind(const CallsByKind& calls, Chooser& chooser) {
  std::vector<CallKind> kinds;
  for (std::size_t kind = 0; kind < calls.size(); ++kind) {
    if (!calls[kind].empty()) kinds.push_back(static_cast<CallKind>(kind));
  }
  return kinds[chooser.below(kinds.size())];
}

// By kind of work, those that made a call.
using StretchesByWork = std::array<std::vector<CallStretch>, work_count>;

StretchesByWork stretches_by_work(std::size_t calls, std::span<const WorkStretch> stretches) {
  StretchesByWork by_work;
  for (std::size_t number = 0; number < stretches.size(); ++number) {
    const bool is_last = number + 1 == stretches.size();
    const CallStretch stretch{stretches[number].begin,
                              is_last ? calls : stretches[number + 1].begin};
    if (stretch.begin == stretch.end) continue;
    by_work[static_cast<std::size_t>(stretches[number].work)].push_back(stretch);
  }
  return by_work;
}

const std::vector<CallStretch>& of_work(const StretchesByWork& by_work, Work work) {
  return by_work[static_cast<std::size_t>(work)];
}

// One of these kinds of work, drawn first, and then one stretch of it. None: no stretch made a
// call.
std::optional<CallStretch> draw_stretch_of(const StretchesByWork& by_work,
                                           std::span<const Work> kinds, Chooser& chooser) {
  std::vector<Work> works;
  for (const Work work : kinds) {
    if (!of_work(by_work, work).empty()) works.push_back(work);
  }
  if (works.empty()) return std::nullopt;
  const auto& stretches = of_work(by_work, works[chooser.below(works.size())]);
  return stretches[chooser.below(stretches.size())];
}

bool may_change_names(CallKind kind) {
  return kind == CallKind::open || kind == CallKind::rename || kind == CallKind::link ||
         kind == CallKind::make_dir;
}

bool is_reading(CallKind kind) {
  return kind == CallKind::read || kind == CallKind::size || kind == CallKind::list;
}

// A call shortly before one with which a file comes to its name, while the store is open: what is
// opened then is new. None: no such call was made.
std::optional<CallStretch> draw_before_new_file(std::span<const SeenCall> calls,
                                                const StretchesByWork& by_work, Chooser& chooser) {
  constexpr std::array works{Work::change, Work::maintain, Work::background};
  constexpr std::uint64_t calls_before_max = 3;
  std::vector<std::size_t> new_files;
  for (const Work work : works) {
    for (const CallStretch& stretch : of_work(by_work, work)) {
      for (std::size_t place = stretch.begin; place < stretch.end; ++place) {
        if (place > 0 && may_change_names(calls[place].kind)) new_files.push_back(place);
      }
    }
  }
  if (new_files.empty()) return std::nullopt;
  std::size_t place = new_files[chooser.below(new_files.size())];
  for (std::uint64_t left = chooser.between(1, calls_before_max); left > 0 && place > 0; --left) {
    do {
      --place;
    } while (place > 0 && is_reading(calls[place].kind));
  }
  return CallStretch{place, place + 1};
}

// Where a fault goes; none: anywhere.
std::optional<CallStretch> draw_aim(std::span<const SeenCall> calls, const StretchesByWork& by_work,
                                    Chooser& chooser) {
  constexpr std::array all{Work::open,     Work::change,     Work::read,
                           Work::maintain, Work::background, Work::close};
  constexpr std::array ends{Work::close, Work::close, Work::open};
  const std::uint64_t dice = chooser.below(100);
  if (dice < 50) return draw_stretch_of(by_work, all, chooser);
  if (dice < 60) return draw_stretch_of(by_work, ends, chooser);
  if (dice < 70) return draw_before_new_file(calls, by_work, chooser);
  return std::nullopt;
}

// Counted from 1, among all calls of the kind, whose places these are, in their order.
std::uint64_t draw_nth(const std::vector<std::size_t>& places,
                       const std::optional<CallStretch>& stretch, Chooser& chooser) {
  if (!stretch) return 1 + chooser.below(places.size());
  const auto begin = std::ranges::lower_bound(places, stretch->begin);
  const auto end = std::ranges::lower_bound(places, stretch->end);
  const auto before = static_cast<std::uint64_t>(begin - places.begin());
  return 1 + before + chooser.below(static_cast<std::uint64_t>(end - begin));
}

}  // namespace

std::vector<FaultRule> draw_faults(std::span<const SeenCall> calls,
                                   std::span<const WorkStretch> stretches, Chooser& chooser) {
  std::vector<FaultRule> drawn;
  if (calls.empty()) return drawn;
  const CallsByKind by_kind = calls_by_kind(calls, {0, calls.size()});
  const auto& writes = by_kind[static_cast<std::size_t>(CallKind::write)];
  bool is_disk_full = !writes.empty() && chooser.chance(40);
  const StretchesByWork by_work = stretches_by_work(calls.size(), stretches);
  std::uint64_t faults = chooser.chance(60) ? 1 : chooser.between(2, 3);
  for (; faults > 0; --faults) {
    std::optional<CallStretch> stretch;
    if (!is_disk_full) stretch = draw_aim(calls, by_work, chooser);
    CallKind kind = is_disk_full ? CallKind::write
                    : stretch    ? draw_kind(calls_by_kind(calls, *stretch), chooser)
                                 : draw_kind(by_kind, chooser);
    const std::uint64_t nth = draw_nth(by_kind[static_cast<std::size_t>(kind)], stretch, chooser);
    std::uint64_t bytes = calls[by_kind[static_cast<std::size_t>(kind)][nth - 1]].bytes;
    std::vector<FaultRule> rules = faults_of(kind, nth, bytes);
    if (is_disk_full) {
      std::erase_if(rules, [](const FaultRule& rule) {
        return rule.error && rule.error != ErrorCode::no_space;
      });
    }
    FaultRule& rule = drawn.emplace_back(rules[chooser.below(rules.size())]);
    if (rule.times != 1 && chooser.chance(50)) rule.times = chooser.between(1, 6);
    if (is_in_part(rule) && bytes > 2) rule.part = chooser.between(1, bytes - 1);
  }
  return drawn;
}

std::vector<FaultRule> faults_of_first_close(std::span<const SeenCall> calls,
                                             std::span<const WorkStretch> stretches) {
  std::vector<FaultRule> faults;
  const auto by_work = stretches_by_work(calls.size(), stretches);
  const std::vector<CallStretch>& closes = by_work[static_cast<std::size_t>(Work::close)];
  if (closes.empty()) return faults;
  const CallStretch close = closes.front();
  std::array<std::uint64_t, call_kind_count> counted{};
  for (std::size_t place = 0; place < close.end; ++place) {
    const SeenCall& call = calls[place];
    const std::uint64_t nth = ++counted[static_cast<std::size_t>(call.kind)];
    if (place < close.begin) continue;
    const std::vector<FaultRule> ways = faults_of(call.kind, nth, call.bytes);
    faults.insert(faults.end(), ways.begin(), ways.end());
  }
  return faults;
}

void draw_ending_behind(const FaultRule& fault, std::span<const SeenCall> calls,
                        std::span<const std::size_t> begun, Plan& world, Chooser& chooser) {
  std::size_t place = 0;
  for (std::uint64_t left = fault.nth; place < calls.size(); ++place) {
    if (calls[place].kind == fault.kind && --left == 0) break;
  }
  // The first one that began behind the call; the end, if none did.
  const auto next = std::ranges::upper_bound(begun, place);
  const auto last = std::ssize(world.operations);
  auto number = std::min<std::ptrdiff_t>(next - begun.begin(), last);
  const std::uint64_t lot = chooser.chance(50) ? 0 : chooser.between(1, 999'999);
  std::vector<Operation> ending;
  const std::uint64_t dice = chooser.below(100);
  if (dice < 60) {
    ending.push_back(wait_operation(std::chrono::milliseconds(chooser.between(1001, 3000))));
  } else if (dice < 70) {
    ending.push_back(plain_operation(OperationKind::reopen));
  } else if (dice < 80) {
    number = std::min(number + 1, last);
  }
  const bool kills = dice >= 70 && chooser.chance(50);
  ending.push_back(kills ? kill_operation(lot) : power_operation(lot));
  world.operations.insert(world.operations.begin() + number, ending.begin(), ending.end());
}

}  // namespace powercut
