#include "harness/tell/show_effects.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace powercut {

namespace {

constexpr std::size_t few = 24;  // so many are all shown
constexpr std::size_t shown_max = 32;

std::string_view name_of(Fate fate) {
  switch (fate) {
    case Fate::on_disk:
      return "on disk";
    case Fate::lost:
      return "lost";
    case Fate::torn:
      return "torn";
  }
  return "?";
}

std::ptrdiff_t count(std::span<const ToldEffect> effects, Fate fate) {
  return std::ranges::count(effects, fate, &ToldEffect::fate);
}

// The rarest fate first, within it the latest effects first.
std::vector<bool> choose(std::span<const ToldEffect> effects) {
  if (effects.size() <= few) return std::vector<bool>(effects.size(), true);
  std::array fates{Fate::torn, is_mostly_lost(effects) ? Fate::on_disk : Fate::lost};
  if (count(effects, fates[1]) < count(effects, fates[0])) std::swap(fates[0], fates[1]);
  std::vector<bool> chosen(effects.size(), false);
  std::size_t room = shown_max;
  for (Fate fate : fates) {
    for (std::size_t index = effects.size(); index-- > 0 && room > 0;) {
      if (effects[index].fate != fate) continue;
      chosen[index] = true;
      --room;
    }
  }
  return chosen;
}

std::string show_one(const ToldEffect& told) {
  return fmt::format("  {:<7}  call {:<4} {}\n", name_of(told.fate), told.call, told.what);
}

std::string show_sum(std::span<const ToldEffect> effects) {
  std::string counts;
  for (Fate fate : {Fate::lost, Fate::on_disk, Fate::torn}) {
    auto number = count(effects, fate);
    if (number == 0) continue;
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", number, name_of(fate));
  }
  auto [first, last] = std::pair(effects.front().call, effects.back().call);
  std::string calls =
      first == last ? fmt::format("call {}", first) : fmt::format("calls {} to {}", first, last);
  return fmt::format("  ...      {}: {}\n", calls, counts);
}

// The effects of one trace.
std::string show_those_of_one(std::span<const ToldEffect> effects, std::vector<bool> chosen) {
  std::string text;
  for (std::size_t index = 0; index < effects.size();) {
    std::size_t end = index;
    while (end < effects.size() && !chosen[end]) ++end;
    if (end > index + 1) {
      text += show_sum(effects.subspan(index, end - index));
      index = end;
    } else {
      text += show_one(effects[index++]);
    }
  }
  return text;
}

}  // namespace

bool is_mostly_lost(std::span<const ToldEffect> effects) {
  return count(effects, Fate::on_disk) < count(effects, Fate::lost);
}

std::string show_effects(std::span<const ToldEffect> effects) {
  std::vector<bool> chosen = choose(effects);
  std::string text;
  for (std::size_t begin = 0; begin < effects.size();) {
    std::size_t end = begin;
    while (end < effects.size() && effects[end].whose == effects[begin].whose) ++end;
    if (!effects[begin].whose.empty()) text += fmt::format("  of {}:\n", effects[begin].whose);
    auto at = [&](std::size_t index) {
      return chosen.begin() + static_cast<std::ptrdiff_t>(index);
    };
    text += show_those_of_one(effects.subspan(begin, end - begin), {at(begin), at(end)});
    begin = end;
  }
  return text;
}

}  // namespace powercut
