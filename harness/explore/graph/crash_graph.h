// CrashGraph: holds the recovered images as nodes. Its edges are the crashes in each recovery: they
// lead to other images.
//
//   node   an image, what its recovery found or what was wrong, and the parts of its restart. A
//          restart is a recovery with the probe's write and the close (examiner.h).
//   part   the calls of a restart from one moment at which nothing is pending to the next such
//          moment, and the images that crashes among them leave, its children. Restarts may share
//          a part.
//
// Invariant: a child's number is higher than its parent's, unless the crash leads back to an image
// that was known. So facts that follow from the children are worked out from the last node to the
// first, again until nothing changes; few rounds are enough.
//
// The class is plain data with functions that go along its edges. ImageGraph and RestartFollower
// make it, and graph_answers.h asks it. Threads: one for each object.
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
    bool late;         // the open had returned before the crash
    bool probe_due;    // the store had acknowledged the probe before the crash
    CrashPoint point;  // its call counts from the part's begin
  };
  struct Part {
    std::uint64_t legal = 0;
    // The skipped states among these. Also counts states that the recoveries below skipped
    // meanwhile, but is `legal` at most.
    std::uint64_t skipped = 0;
    std::uint64_t skipped_by_limit = 0;  // those of `skipped` that were over a limit of the run
    std::uint64_t unmade_kills = 0;      // at the calls of the part
    bool ends_settled = false;  // nothing is pending at its end; false: it ends with the calls
    bool is_complete = true;    // no state was skipped since the demands last changed
    std::vector<Child> children = {};
    absl::flat_hash_set<std::uint64_t> seen = {};  // the children so far, while the part is made
  };
  struct PartOfNode {
    std::uint32_t part;
    std::uint32_t begin;  // the call of the restart at which the part begins
  };
  struct Node {
    ObservationId observation = no_observation;  // what was found; none if the open failed
    ObservationSetId set = 0;   // what is found here or after crashes (close_answers)
    std::int32_t problem = -1;  // index into problems
    bool binds = false;         // after a later crash, what was found here must be found again
    bool reaches_problem = false;
    bool reaches_skipped = false;  // a crash from here on was skipped; set if audits are settled
    bool renames = false;          // its recovery renames or links files
    bool writes_on = false;        // crashes in the writes after the recovery were followed
    bool is_cut = false;           // the depth ended: crashes in some recovery were not followed
    std::uint32_t levels = 0;      // how many levels of crashes were followed from here
    std::uint32_t read_names = 0;  // a number of UnreadImages
    std::vector<PartOfNode> parts = {};
  };
  // Something that no promise allows: an image that does not open, a store that cannot go on, or a
  // change that was found and, after more crashes, was not there.
  struct Problem {
    Violation violation;
    std::vector<CrashPoint> way = {};  // the nested crashes that lead there from the node
  };

  std::vector<Node> nodes = {};
  std::deque<Part> parts = {};
  std::vector<Problem> problems = {};
  Observations observations = {};
  bool any_is_cut = false;  // some node is_cut

  bool has_skipped(const Node& node) const {
    return std::ranges::any_of(
        node.parts, [&](const PartOfNode& part) { return parts[part.part].skipped > 0; });
  }

  // Calls visit(child, begin) for each child. begin: the call of the restart at which the child's
  // part begins.
  template <typename Visit>
  void for_each_child(const Node& node, const Visit& visit) const;

  // Sets `reaches` for each node for which has(node) is true, and for each node from which crashes
  // lead to such a one.
  template <typename Has>
  void spread(bool Node::* reaches, const Has& has);

  // The crashes on the shortest way to a node that is wanted, or nullopt if there is no way.
  // late_too: the way may have crashes after which a reader must find again what was found before.
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
