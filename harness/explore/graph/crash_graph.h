// CrashGraph: the images that were recovered, as nodes, and as edges the crashes in each recovery
// that lead to other images.
//
//   node        an image, what its recovery found or what was wrong, and the parts of its calls
//   part        the calls of a restart from one moment at which nothing is pending to the next,
//               with the images that a crash among them leaves (children). Restarts share parts.
//
// Invariant: a child's number is higher than its parent's, but where a path of crashes comes back
// to an image that was known. So what is worked out from the children is soon done from the last
// node to the first, again and again until nothing changes.
//
// Plain data with the ways through it; ImageGraph and RestartFollower make it, graph_answers.h has
// the questions to it. Threads: one each.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <vector>

#include "harness/judge/observations.h"
#include "powercut/faultfs/crash_point.h"

namespace powercut {

using NodeId = std::uint32_t;
inline constexpr NodeId no_node = 0xffffffff;

struct CrashGraph {
  struct Child {
    NodeId node;
    bool late;         // the open had returned
    bool probe_due;    // the write of the probe had been acknowledged
    CrashPoint point;  // calls count from the part's begin
  };
  struct Part {
    std::uint64_t legal = 0;
    // Skipped states among these; more than were, if recoveries from others skipped some.
    std::uint64_t skipped = 0;
    std::uint64_t skipped_by_limit = 0;  // of these, over a limit of the run
    std::uint64_t unmade_kills = 0;      // at its own calls
    bool ends_settled = false;           // and not because no call is left
    bool is_complete = true;  // none was skipped at the points that demand what the last one does
    std::vector<Child> children = {};
    absl::flat_hash_set<std::uint64_t> seen = {};  // while it is made: children that are in there
  };
  struct PartOfNode {
    std::uint32_t part;
    std::uint32_t begin;  // call of the restart
  };
  struct Node {
    ObservationId observation = no_observation;  // none: nothing was found
    ObservationSetId set = 0;
    std::int32_t problem = -1;  // in problems
    bool binds = false;         // what was found here must be found again after a later crash
    bool reaches_problem = false;
    bool reaches_skipped = false;  // crashes; known once audits are settled
    bool renames = false;          // or links: its recovery does
    bool writes_on = false;        // crashes in what is written after the recovery were followed
    bool is_cut = false;           // by the depth: crashes in some recovery were not followed
    std::uint32_t levels = 0;      // of crashes that were followed from here
    std::uint32_t read_names = 0;  // in UnreadImages
    std::vector<PartOfNode> parts = {};
  };
  // Something that no promise allows, here or after more crashes: an image that does not open, or
  // a change that was found and then was not.
  struct Problem {
    Violation violation;
    std::vector<CrashPoint> way = {};  // crashes in recoveries, one in the other
  };

  std::vector<Node> nodes = {};
  std::deque<Part> parts = {};
  std::vector<Problem> problems = {};
  Observations observations = {};
  bool any_is_cut = false;  // of the nodes

  bool has_skipped(const Node& node) const {
    return std::ranges::any_of(
        node.parts, [&](const PartOfNode& part) { return parts[part.part].skipped > 0; });
  }

  // visit(child, begin): begin is the call of the restart at which the child's part begins.
  template <typename Visit>
  void for_each_child(const Node& node, const Visit& visit) const;

  // Sets the mark of each node from which one can be reached that has it.
  template <typename Has>
  void spread(bool Node::* reaches, const Has& has);

  // The crashes on the shortest way to a node that is wanted; nullopt: there is none. late_too:
  // also by crashes after which a reader must find again what was found.
  template <typename IsWanted>
  std::optional<std::vector<CrashPoint>> way_from(NodeId start, bool late_too,
                                                  const IsWanted& is_wanted) const;
};

template <typename Visit>
void CrashGraph::for_each_child(const Node& node, const Visit& visit) const {
  for (const PartOfNode& part : node.parts) {
    for (const Child& child : parts[part.part].children) visit(child, part.begin);
  }
}

template <typename Has>
void CrashGraph::spread(bool Node::* reaches, const Has& has) {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t index = nodes.size(); index-- > 0;) {
      Node& node = nodes[index];
      if (node.*reaches) continue;
      bool any = has(node);
      for_each_child(node, [&](const Child& child, std::uint32_t) {
        any = any || nodes[child.node].*reaches;
      });
      node.*reaches = any;
      changed = changed || any;
    }
  }
}

template <typename IsWanted>
std::optional<std::vector<CrashPoint>> CrashGraph::way_from(NodeId start, bool late_too,
                                                            const IsWanted& is_wanted) const {
  struct Reached {
    NodeId node;
    std::size_t from;
    CrashPoint point;
  };
  std::vector<Reached> steps{{start, 0, {}}};
  absl::flat_hash_map<NodeId, bool> seen{{start, true}};
  for (std::size_t next = 0; next < steps.size(); ++next) {
    if (is_wanted(nodes[steps[next].node])) {
      std::vector<CrashPoint> way;
      for (std::size_t step = next; step != 0; step = steps[step].from) {
        way.push_back(steps[step].point);
      }
      std::ranges::reverse(way);
      return way;
    }
    for_each_child(nodes[steps[next].node], [&](const Child& child, std::uint32_t begin) {
      if (child.late && !late_too && nodes[steps[next].node].binds) return;
      if (!seen.try_emplace(child.node, true).second) return;
      CrashPoint point = child.point;
      point.call += begin;
      steps.push_back({child.node, next, std::move(point)});
    });
  }
  return std::nullopt;
}

}  // namespace powercut
