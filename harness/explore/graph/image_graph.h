// ImageGraph: recovers each image once, and follows the crashes in its recovery to more images.
//
//   image --recovery, a write, close--> calls --crash at each, under the model--> images --> ...
//
// The idea. A store sees nothing but the image. So an image is recovered once, however often it
// comes up, and a path of crashes that comes back to a known image ends there. The graph is
// complete when no image is new. A sweep then asks, for each state, whether every image that can be
// reached from it keeps the promise.
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
// The invariant: after visit(image) the graph has the node of the image and the nodes of all images
// that can be reached from it, except the skipped ones that counts() tells of. A node always stands
// for the same image. It may get more edges when its image comes up again at a level from which
// more crashes are followed.
//
// Why this is right: equal images have equal recoveries, since time is virtual and the random
// numbers that a store gets in a recovery are a function of the image. Images are equal if their
// hashes are. The bytes of a file that no recovery reads do not matter (UnreadImages). Audits run
// some of the spared images in a graph of their own, and compare (GraphAudit).
//
// The classes: RestartFollower follows the crashes in one recovery, CrashGraph holds the result,
// and graph_answers.h works out the answers.
//
// Threads: one for each object. Deterministic.
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

  // The node of the image. If the image is new, the function recovers it, and all images that
  // follow from it.
  NodeId visit(Disk& image) { return visit(image, 0); }

  // Restarts a killed process on its cache, and follows the power cuts in that restart. Returns a
  // new node. states: the effects that are pending at the kill.
  NodeId kill(const CrashStates& states);

  // Works out the answers to the questions below. To be called once, after all visits.
  void close();

  // Something that no promise allows, on this image or after more crashes; nullopt if there is
  // nothing of that kind.
  std::optional<CrashGraph::Problem> problem_of(NodeId node) const {
    return powercut::problem_of(graph_, node);
  }

  // The observations on this image and after crashes from it: the promise must allow all of them.
  const ObservationSet& observations_of(NodeId node) const {
    return graph_.observations.set(graph_.nodes[node].set);
  }
  const Observations& observations() const { return graph_.observations; }

  // The crashes that lead from the node to an image on which this was found.
  std::vector<CrashPoint> way_to(NodeId node, ObservationId observation) const {
    return powercut::way_to(graph_, node, observation);
  }

  const GraphCounts& counts() const { return counts_; }

 private:
  // A recovery, and its calls with files numbered as on the image.
  struct Told {
    std::shared_ptr<const RecoveredImage> recovery;
    const Trace& trace;
  };
  // Memory that is kept from one recovery to the next.
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
  std::vector<ObservationId> known_here_;  // by the observation's number in Recoveries::found()
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
