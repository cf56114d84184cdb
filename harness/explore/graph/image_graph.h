// ImageGraph: every image that was recovered, what was found on it, and which images a crash in its
// recovery leaves.
//
//   image --recovery, a write, close--> calls --crash at each, under the model--> images --> ...
//
// The idea. A store sees nothing but the image, so an image is recovered once, however often it
// comes up, and a path of crashes that comes back to a known image ends there. The graph ends when
// no image is new. A sweep then asks about a state whether every image that can be reached from it
// is as good as the promise.
//
// Example. A store whose recovery cuts a torn record off its log, and syncs that:
//
//   A  log with half a record    recovery: truncate, sync    crash before, in between: A again;
//                                                            after it: B
//   B  log without it            recovery changes nothing    crash at each call: B
//
// Two nodes, however deep crashes are nested: A leads to A and B, B to B. If the run leaves A at a
// hundred crash points, it is recovered once, and 99 are merged.
//
// The invariant: after visit(image) the graph has the node of the image, and of all that can be
// reached from it, but for what `counts` says was skipped. What a node stands for never changes;
// edges may be added when the image comes up at a level from which more crashes are followed.
//
// Why this is right: the store's random numbers in a recovery are a function of the image, too, and
// time is virtual, so equal images have equal recoveries. Equal means an equal hash; and where a
// file was read by nobody, its bytes do not matter (UnreadImages). Audits run some of the images
// that were spared in a graph of their own, and compare (GraphAudit).
//
// Parts: RestartFollower follows the crashes in one recovery, CrashGraph is what comes of it, and
// graph_answers.h works out the answers.
//
// Threads: one each. Deterministic.
#pragma once

#include "harness/explore/graph/graph_answers.h"
#include "harness/explore/graph/restart_follower.h"
#include "harness/explore/graph/unread_images.h"

namespace powercut {

class ImageGraph : private RestartFollower::Images {
 public:
  explicit ImageGraph(const GraphSetup& setup) : setup_(setup) {}
  ImageGraph(const ImageGraph&) = delete;
  ImageGraph& operator=(const ImageGraph&) = delete;

  // The node of this image; recovered, with all that follows from it, if it is new.
  NodeId visit(Disk& image) { return visit(image, 0); }

  // The node of a process that is killed, started again on its cache, and loses power then.
  // states: with what is pending at the kill.
  NodeId kill(const CrashStates& states);

  // Once, when all has been visited: works out what the questions below are about.
  void close();

  // Something that no promise allows, here or after more crashes.
  std::optional<CrashGraph::Problem> problem_of(NodeId node) const {
    return powercut::problem_of(graph_, node);
  }

  // The observations that the promise must allow, all of them.
  const ObservationSet& observations_of(NodeId node) const {
    return graph_.observations.set(graph_.nodes[node].set);
  }
  const Observations& observations() const { return graph_.observations; }

  // The crashes that lead to an image where this was found.
  std::vector<CrashPoint> way_to(NodeId node, ObservationId observation) const {
    return powercut::way_to(graph_, node, observation);
  }

  const GraphCounts& counts() const { return counts_; }

 private:
  // A recovery, and its calls with the numbers that the image has for files.
  struct Told {
    std::shared_ptr<const RecoveredImage> recovery;
    const Trace& trace;
  };
  // Kept from one recovery to the next for its memory.
  struct Workspace {
    Trace renumbered = {};
  };

  NodeId visit(Disk& image, std::uint32_t level) override;
  NodeId recover_if_allowed(Disk& image, const ImageHash& key, std::uint32_t level);
  NodeId recover(Disk& image, const ImageHash& key, std::uint32_t level,
                 std::optional<NodeId> known);
  bool wants_more_of(NodeId known, std::uint32_t level) const;
  Told told(std::shared_ptr<const RecoveredImage> recovery, const Disk& image,
            Workspace& work) const;
  void note_recovery(NodeId id, const RecoveredImage& recovery, std::uint32_t level);
  ObservationId known_here(ObservationId found);
  void audit_image(Disk& image, NodeId known, std::uint32_t level);
  ObservationId translated(const Observations& from, ObservationId observation);
  Workspace& workspace(std::uint32_t level);

  GraphSetup setup_;
  GraphCounts counts_;
  CrashGraph graph_;
  std::vector<ObservationId> known_here_;  // by what it is among the recoveries
  absl::flat_hash_map<ImageHash, NodeId, ImageHash::Hasher> by_image_;
  UnreadImages unread_;
  NestedLimits limits_{setup_, counts_};
  GraphAudit audit_{setup_, counts_};
  ImageHasher hasher_;
  Disk killed_;                       // the cache that a killed process leaves
  std::deque<Workspace> workspaces_;  // by level
  RestartFollower follower_{setup_, graph_, counts_, limits_, audit_, hasher_, *this};
};

}  // namespace powercut
