#include "harness/judge/state_oracle.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/io/macros.h"
#include "powercut/harness/operation.h"

namespace powercut {

namespace {

std::uint32_t moved(const Step& step, std::uint32_t from) {
  auto move = std::ranges::find(step.moves, from, &Move::from);
  CHECK(move != step.moves.end());
  return move->to;
}

void sort_and_unite(std::vector<std::uint32_t>& states) {
  std::ranges::sort(states);
  auto repeated = std::ranges::unique(states);
  states.erase(repeated.begin(), repeated.end());
}

}  // namespace

std::vector<std::uint32_t> states_after(const Step& step, std::span<const std::uint32_t> before,
                                        bool moves, bool stays) {
  std::vector<std::uint32_t> after;
  if (stays) after.assign(before.begin(), before.end());
  if (moves) {
    for (std::uint32_t state : before) after.push_back(moved(step, state));
  }
  sort_and_unite(after);
  return after;
}

StateOracle::StateOracle(const History& history, bool believes_readers)
    : history_(history),
      believes_readers_(believes_readers),
      layers_{{history.initial_state()}},
      legal_(layers_.front()),
      expected_(history.initial[0]) {}

void StateOracle::expect(const Promise& promise) {
  if (promise == promise_) return;
  promise_ = promise;
  layers_.resize(1);
  std::uint32_t state = layers_.front().front();
  for (std::uint32_t step = 0; step < promise.invoked; ++step) {
    Standing due = standing(step);
    layers_.push_back(states_after(history_.steps[step], layers_.back(), due != Standing::excluded,
                                   due != Standing::included));
    if (due == Standing::included) state = moved(history_.steps[step], state);
  }
  expected_ = history_.states[state];
  legal_.clear();
  for (std::size_t layer = promise.must; layer < layers_.size(); ++layer) {
    legal_.insert(legal_.end(), layers_[layer].begin(), layers_[layer].end());
  }
  sort_and_unite(legal_);
}

Standing StateOracle::standing(std::uint32_t step) const {
  if (step >= promise_.finished) return Standing::optional;
  return standing_of(history_.steps[step], promise_, believes_readers_);
}

bool StateOracle::has(const States& states, const FoundValue& found) const {
  if (found.is_corrupt) return true;
  return found.there && std::ranges::any_of(states, [&](std::uint32_t state) {
           return history_.states[state] == found.value;
         });
}

std::optional<Violation> StateOracle::judge(std::span<const FoundValue> found) const {
  if (found[0].is(expected_) || has(legal_, found[0])) return std::nullopt;
  return blame(found[0]);
}

std::optional<Violation> StateOracle::judge_key(std::uint32_t, const FoundValue& found) const {
  if (has(layers_.back(), found)) return std::nullopt;
  return blame(found);
}

std::optional<std::vector<StateOracle::Presence>> StateOracle::explain(
    std::span<const FoundValue> found) const {
  for (std::size_t layer = layers_.size(); layer-- > promise_.must;) {
    if (auto presences = go_back(layer, found[0])) return presences;
  }
  return std::nullopt;
}

// By step; nullopt: the layer does not have the state.
std::optional<std::vector<StateOracle::Presence>> StateOracle::go_back(
    std::size_t layer, const FoundValue& found) const {
  States here;
  for (std::uint32_t state : layers_[layer]) {
    if (has({state}, found)) here.push_back(state);
  }
  if (here.empty()) return std::nullopt;
  std::vector<Presence> presences(promise_.invoked, Presence::absent);
  for (std::size_t step = layer; step-- > 0;) {
    const Standing due = standing(static_cast<std::uint32_t>(step));
    bool by_it = false;
    bool without_it = false;
    States before;
    for (std::uint32_t state : layers_[step]) {
      const bool moves = due != Standing::excluded &&
                         std::ranges::binary_search(here, moved(history_.steps[step], state));
      const bool stays = due != Standing::included && std::ranges::binary_search(here, state);
      by_it = by_it || moves;
      without_it = without_it || stays;
      if (moves || stays) before.push_back(state);
    }
    presences[step] = by_it && without_it ? Presence::unknown
                      : by_it             ? Presence::there
                                          : Presence::absent;
    here = std::move(before);
  }
  return presences;
}

std::optional<bool> StateOracle::reveals(std::uint32_t step,
                                         std::span<const FoundValue> found) const {
  auto presences = go_back(layers_.size() - 1, found[0]);
  if (!presences || (*presences)[step] == Presence::unknown) return std::nullopt;
  return (*presences)[step] == Presence::there;
}

bool StateOracle::shows(std::uint32_t step, std::uint32_t, const FoundValue& found) const {
  return reveals(step, {&found, 1}).value_or(false);
}

Violation StateOracle::blame(const FoundValue& found) const {
  bool was_so = false;
  for (std::size_t layer = 0; layer < promise_.must && layer < layers_.size(); ++layer) {
    was_so = was_so || has(layers_[layer], found);
  }
  return {.kind = was_so ? FindingKind::lost : FindingKind::invented,
          .key = {},
          .expected = fmt::format("the state {}", legal_states()),
          .found = found.there ? quote(found.value) : "no state"};
}

std::string StateOracle::legal_states() const {
  constexpr std::size_t shown_max = 4;
  std::string text;
  // The latest first.
  for (std::size_t shown = 0; shown < std::min(legal_.size(), shown_max); ++shown) {
    text += (shown > 0 ? " or " : "") + quote(history_.states[legal_[legal_.size() - 1 - shown]]);
  }
  if (legal_.size() <= shown_max) return text;
  return text + fmt::format(", or one of {} others", legal_.size() - shown_max);
}

}  // namespace powercut
