#include "harness/explore/graph/graph_answers.h"

#include <algorithm>

#include "powercut/harness/operation.h"

namespace powercut {

namespace {

using Node = CrashGraph::Node;
using Child = CrashGraph::Child;
using Problem = CrashGraph::Problem;

std::string show(const FoundValue& found) { return found.there ? quote(found.value) : "absent"; }

// Each node's set: all that can be found here or after crashes that bind nobody.
void unite_sets(CrashGraph& graph) {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t index = graph.nodes.size(); index-- > 0;) {
      Node& node = graph.nodes[index];
      ObservationSetId set = node.set;
      graph.for_each_child(node, [&](const Child& child, std::uint32_t) {
        if (child.late && node.binds) return;
        set = graph.observations.united(set, graph.nodes[child.node].set);
      });
      changed = changed || set != node.set;
      node.set = set;
    }
  }
}

// All that was found, and the probe if its write was acknowledged, must be found after a crash.
std::optional<Problem> contradiction(const GraphSetup& setup, const CrashGraph& graph,
                                     const Node& node, const Child& child, std::uint32_t begin) {
  if (!setup.believes_readers) return std::nullopt;
  const Observations& observations = graph.observations;
  for (ObservationId id : observations.set(graph.nodes[child.node].set)) {
    std::optional<Violation> violation;
    if (node.binds && !observations.same_keys(id, node.observation)) {
      violation = compare_readings(setup.keys, observations.keys_of(node.observation),
                                   observations.keys_of(id));
    } else if (child.probe_due && !observations.probe_of(id).there) {
      violation = {FindingKind::unstable, std::nullopt,
                   "what was written after the recovery is there", "absent after a crash"};
    }
    if (!violation) continue;
    Problem problem{std::move(*violation), {child.point}};
    problem.way.front().call += begin;
    std::ranges::move(way_to(graph, child.node, id), std::back_inserter(problem.way));
    return problem;
  }
  return std::nullopt;
}

void find_contradictions(const GraphSetup& setup, CrashGraph& graph) {
  for (Node& node : graph.nodes) {
    if (node.problem >= 0) continue;
    graph.for_each_child(node, [&](const Child& child, std::uint32_t begin) {
      if (!child.late || node.problem >= 0) return;
      if (auto problem = contradiction(setup, graph, node, child, begin)) {
        node.problem = static_cast<std::int32_t>(graph.problems.size());
        graph.problems.push_back(std::move(*problem));
      }
    });
  }
}

}  // namespace

std::optional<Violation> compare_readings(const KeyTable& keys, std::span<const FoundValue> before,
                                          std::span<const FoundValue> after) {
  for (std::uint32_t key = 0; key < keys.size(); ++key) {
    bool same = before[key].there == after[key].there &&
                (!before[key].there || before[key].value == after[key].value);
    if (same) continue;
    return Violation{FindingKind::unstable, keys.name(key), show(before[key]),
                     show(after[key]) + " after another crash"};
  }
  return std::nullopt;
}

void close_answers(const GraphSetup& setup, CrashGraph& graph) {
  for (Node& node : graph.nodes) {
    if (node.observation == no_observation) continue;
    node.set = graph.observations.intern_set({node.observation});
  }
  unite_sets(graph);
  find_contradictions(setup, graph);
  if (graph.problems.empty()) return;
  graph.spread(&Node::reaches_problem, [](const Node& node) { return node.problem >= 0; });
}

std::optional<Problem> problem_of(const CrashGraph& graph, NodeId id) {
  if (!graph.nodes[id].reaches_problem) return std::nullopt;
  std::int32_t problem = -1;
  auto way = graph.way_from(id, true, [&](const Node& node) {
    problem = node.problem;
    return problem >= 0;
  });
  Problem found = graph.problems[static_cast<std::size_t>(problem)];
  found.way.insert(found.way.begin(), way->begin(), way->end());
  return found;
}

std::vector<CrashPoint> way_to(const CrashGraph& graph, NodeId id, ObservationId observation) {
  auto way =
      graph.way_from(id, false, [&](const Node& node) { return node.observation == observation; });
  return way.value_or(std::vector<CrashPoint>());
}

}  // namespace powercut
