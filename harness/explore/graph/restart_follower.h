// RestartFollower: follows the crashes in one restart. It makes the image of each, and adds the
// nodes of these images to the graph as children.
//
// The idea. The calls of a restart fall into parts, from one moment at which nothing is pending to
// the next such moment. Then only the disk can matter: two restarts that come to the same disk and
// make the same calls from there leave the same images. So a part is looked up by its disk, its
// calls and what it demands. A known part is taken over with its children and its counts.
//
// Example. A recovery of two steps, under a model that syncs settle:
//
//   calls   1 write a   2 sync a | 3 write b   4 sync b | close
//   part P  the disk at 0, calls 1 and 2: the images with a lost, torn, kept
//   part Q  the disk after 2, calls 3 and 4
//
// The image that a crash after call 2 leaves is recovered, too. Its recovery finds a as it should
// be, and begins with call 3. So its first part is Q, and no image of Q is made again.
//
// A part ends where something was changed and nothing is pending. So equal calls on an equal disk
// end at the same call. find_known_part looks a part up by each of the lengths that parts on its
// disk have had. The end of a new part shows while it is made.
//
// The invariant: a part's children, `legal` and `skipped` are functions of its key. Within a part,
// the first of the crash points that demand the same visits all states, and the others visit those
// that are new.
//
// Why this is right: REDUCTION.md argues it; audits make parts again and compare (audit_part).
#pragma once

#include "harness/explore/graph/call_key.h"
#include "harness/explore/graph/graph_audit.h"
#include "harness/explore/graph/nested_limits.h"
#include "powercut/faultfs/crash_states.h"

namespace powercut {

class RestartFollower {
 public:
  // One restart, with its node and its calls.
  struct Restart {
    NodeId node;
    const Trace& trace;
    const Examination& examination;
    std::uint32_t level;  // how many nested crashes led to it; 0: a crash of the run itself
    std::uint64_t budget;
  };

  // Takes the images that crashes leave. ImageGraph implements it.
  class Images {
   public:
    virtual ~Images() = default;

    // The node of an image that a crash at this level has left, or no_node if it was skipped.
    virtual NodeId visit(Disk& image, std::uint32_t level) = 0;
  };

  // hasher: takes the disks at which parts begin.
  RestartFollower(const GraphSetup& setup, CrashGraph& graph, GraphCounts& counts,
                  NestedLimits& limits, GraphAudit& audit, ImageHasher& hasher, Images& images)
      : setup_(setup),
        graph_(graph),
        counts_(counts),
        limits_(limits),
        audit_(audit),
        hasher_(hasher),
        images_(images) {}

  // Follows the crashes of the restart, part by part. The restart begins on the image; or on the
  // cache of `start`, with the effects that are pending there.
  void follow(const Disk& image, const Restart& restart);
  void follow(const CrashStates& start, const Restart& restart);

 private:
  using Part = CrashGraph::Part;

  // The calls from a part's begin to before its end, and the key of the part. It has no key if
  // something is pending at its begin.
  struct Extent {
    std::uint32_t begin;
    std::uint32_t end;
    std::optional<ImageHash> key;
  };
  // The disk at which a part begins with nothing pending, so that only the disk can matter.
  struct PartBegin {
    PartBegin(ImageHasher& hasher, const Disk& disk)
        : image((hasher.take(disk), hasher.whole())), files(hasher.entries()) {}

    ImageHash image;
    FileNames files;
  };
  // Memory that is kept from one restart to the next.
  struct Workspace {
    explicit Workspace(const PersistenceModel& model) : start(model, {}), states(model, {}) {}

    CrashStates start;   // where the restart begins; only audits go back there
    CrashStates states;  // the states at the call that is visited
  };

  Workspace& workspace(std::uint32_t level);
  std::uint32_t calls_to_cut(const Restart& restart);
  void follow_from(const CrashStates& start, CrashStates& states, const Restart& restart);
  std::optional<std::uint32_t> find_known_part(const Restart& restart, PartBegin& begin,
                                               Extent& extent);
  bool is_unmade_kill(const CrashStates& states) const;
  bool ends_part(const CrashStates& states, bool& changed) const;
  void spare_part(const CrashStates& start, const Restart& restart, const Extent& extent,
                  std::uint32_t known);
  void follow_new_part(CrashStates& states, const Restart& restart, std::optional<PartBegin>& begin,
                       Extent& extent);
  ImageHash key_of(PartBegin& begin, const Restart& restart, const Extent& extent);
  void note_cuts(NodeId node, const Part& part);
  Part make_part(CrashStates& states, const Restart& restart, Extent& extent);
  void visit_point(CrashStates& states, CrashStates::Which which, const Restart& restart,
                   const Extent& extent, Part& part);
  void add_child(const CrashStates& states, const Choice& choice, NodeId node,
                 const Restart& restart, const Extent& extent, Part& part);
  void audit_part(const CrashStates& start, const Restart& restart, Extent extent,
                  std::uint32_t known);

  const GraphSetup& setup_;
  CrashGraph& graph_;
  GraphCounts& counts_;
  NestedLimits& limits_;
  GraphAudit& audit_;
  ImageHasher& hasher_;
  Images& images_;
  std::deque<Workspace> workspaces_;  // by level
  absl::flat_hash_map<ImageHash, std::uint32_t, ImageHash::Hasher> by_part_;
  // By the image at which parts begin: the different numbers of calls that these parts have.
  absl::flat_hash_map<ImageHash, std::vector<std::uint32_t>, ImageHash::Hasher> part_lengths_;
  std::string key_text_;
};

}  // namespace powercut
