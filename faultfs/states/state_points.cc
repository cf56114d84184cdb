#include "faultfs/states/state_points.h"

#include <algorithm>

namespace powercut {

std::uint64_t StatePoints::bytes_present(const Choice& choice) const {
  if (!bytes_under_way_) return 0;
  if (!is_prefix(choice)) return std::max<std::uint64_t>(1, *bytes_under_way_);
  std::uint64_t bytes = 0;
  for (std::size_t index = 0; index < choice.size(); ++index) {
    const PendingEffect& effect = effects_[index];
    if (choice[index] == option_lost) continue;
    bytes += choice[index] == option_kept ? effect.bytes.size()
                                          : tear_of(model_, effect, choice[index]).cut;
  }
  return bytes;
}

CrashPoint StatePoints::point(const Choice& choice) const {
  CrashPoint point{.call = call_, .byte = bytes_present(choice)};
  if (!is_told_by_bytes(choice)) point.effects = to_text(model_, effects_, choice);
  return point;
}

std::size_t StatePoints::write(const Choice& choice, std::span<char> target) const {
  std::size_t written =
      write_text(CrashPoint{.call = call_, .byte = bytes_present(choice)}, target);
  if (is_told_by_bytes(choice) || written == target.size()) return written;
  target[written++] = ':';
  return written + write_text(model_, effects_, choice, target.subspan(written));
}

std::optional<Choice> StatePoints::choice_at(const CrashPoint& point) const {
  if (point.call != call_ || point.returned() == bytes_under_way_.has_value()) return std::nullopt;
  if (!point.effects.empty()) return parse_choice(model_, effects_, point.effects);
  return bytes_under_way_ ? first_bytes(point.byte) : Choice();
}

bool StatePoints::is_told_by_bytes(const Choice& choice) const {
  return bytes_under_way_ ? is_prefix(choice) : choice.empty();
}

Choice StatePoints::first_bytes(std::uint64_t bytes) const {
  Choice choice;
  for (const PendingEffect& effect : effects_) {
    std::uint64_t length = std::min<std::uint64_t>(bytes, effect.bytes.size());
    bytes -= length;
    choice.push_back(length == effect.bytes.size() ? option_kept
                     : length == 0                 ? option_lost
                                   : static_cast<EffectOption>(option_torn + length - 1));
  }
  return choice;
}

// Bytes alone, and cut at one place.
bool StatePoints::is_prefix(const Choice& choice) const {
  bool whole_so_far = true;
  for (std::size_t index = 0; index < choice.size(); ++index) {
    const PendingEffect& effect = effects_[index];
    if (effect.kind != PendingEffect::Kind::data || effect.growth != no_effect) return false;
    if (!whole_so_far && choice[index] != option_lost) return false;
    if (choice[index] >= option_torn && tear_of(model_, effect, choice[index]).subset) return false;
    if (choice[index] != option_kept) whole_so_far = false;
  }
  return true;
}

}  // namespace powercut
