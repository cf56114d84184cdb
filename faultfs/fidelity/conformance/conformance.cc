#include "faultfs/fidelity/conformance/conformance.h"

#include <algorithm>

#include "faultfs/fidelity/conformance/state_search.h"

namespace powercut {

namespace {

// A search goes as deep as there are effects.
constexpr std::size_t effects_max = 512;

// For each tree, whether it is a state behind each of the trace calls; empty: too many effects.
using PossibleAt = std::vector<std::vector<bool>>;

PossibleAt possible_at(const PersistenceModel& model, const ModelRun& run,
                       const std::vector<ObservedTree>& trees) {
  PossibleAt possible(trees.size());
  CrashStates states(model, run.base);
  for (std::uint32_t call = 0; call < run.trace.size(); ++call) {
    states.begin(run.trace, call);
    states.finish();
    if (states.effects().size() > effects_max) return {};
    StateSearch search(states);
    for (std::size_t number = 0; number < trees.size(); ++number) {
      const std::optional<FileTree> tree = trees[number].tree();
      possible[number].push_back(tree && search.finds(*tree));
    }
  }
  return possible;
}

// At the end of so many calls, or somewhere within the next; behind the last call there is no next.
bool is_possible_at(const ModelRun& run, const std::vector<bool>& possible, std::size_t point) {
  const std::uint32_t begin = run.ends[point] - 1;
  const std::uint32_t end = run.ends[std::min(point + 1, run.ends.size() - 1)];
  return std::any_of(possible.begin() + begin, possible.begin() + end,
                     [](bool is_possible) { return is_possible; });
}

}  // namespace

std::expected<std::vector<OutsideTree>, std::string> trees_outside(
    const PersistenceModel& model, const ObservedProgram& observed) {
  const auto run = run_in_memory(observed.program);
  if (!run) return std::unexpected(run.error());
  return trees_outside(model, observed, *run);
}

std::expected<std::vector<OutsideTree>, std::string> trees_outside(const PersistenceModel& model,
                                                                   const ObservedProgram& observed,
                                                                   const ModelRun& run) {
  const LitmusProgram& program = observed.program;
  if (model.writeback != Writeback::any_time) {
    return std::unexpected("the row " + model.name + " does not write at any time");
  }
  const PossibleAt possible = possible_at(model, run, observed.trees);
  if (possible.size() < observed.trees.size()) {
    return std::unexpected(program.name + ": falls into more than " + std::to_string(effects_max) +
                           " effects");
  }
  std::vector<OutsideTree> outside;
  for (std::size_t number = 0; number < observed.trees.size(); ++number) {
    const ObservedTree& tree = observed.trees[number];
    for (const std::size_t point : tree.points) {
      if (is_possible_at(run, possible[number], point)) continue;
      outside.push_back({program.name, to_text(program), point, tree.line});
      break;
    }
  }
  return outside;
}

}  // namespace powercut
