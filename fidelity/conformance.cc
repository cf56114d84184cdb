#include "fidelity/conformance.h"

#include <algorithm>

#include "fidelity/model_run.h"
#include "fidelity/state_search.h"

namespace powercut {

namespace {

// Whether the tree is a state behind each of these trace calls.
std::vector<bool> possible_at(const PersistenceModel& model, const ModelRun& run,
                              const FileTree& tree) {
  std::vector<bool> possible;
  CrashStates states(model, run.base);
  for (std::uint32_t call = 0; call < run.trace.size(); ++call) {
    states.begin(run.trace, call);
    states.finish();
    possible.push_back(StateSearch(states).finds(tree));
  }
  return possible;
}

// A program of one call more has an end more, which is that of the trace.
bool is_possible_at(const ModelRun& run, const std::vector<bool>& possible, std::size_t point) {
  const std::uint32_t begin = run.ends[point] - 1;
  const std::uint32_t end = run.ends[std::min(point + 1, run.ends.size() - 1)];
  return std::any_of(possible.begin() + begin, possible.begin() + end,
                     [](bool is_possible) { return is_possible; });
}

}  // namespace

std::expected<std::vector<OutsideTree>, std::string> trees_outside(
    const PersistenceModel& model, const ObservedProgram& observed) {
  auto run = run_in_memory(observed.program);
  if (!run) return std::unexpected(run.error());
  std::vector<OutsideTree> outside;
  for (const ObservedTree& tree : observed.trees) {
    const std::vector<bool> possible = possible_at(model, *run, tree.tree);
    for (const std::size_t point : tree.points) {
      if (is_possible_at(*run, possible, point)) continue;
      outside.push_back({to_text(observed.program), point, tree.line});
      break;
    }
  }
  return outside;
}

}  // namespace powercut
