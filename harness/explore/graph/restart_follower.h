// RestartFollower: the crashes in one restart: makes the image of each, and notes as edges of the
// graph which nodes these are.
//
// The idea. The calls of a restart fall into parts, from one moment at which nothing is pending to
// the next. At such a moment the disk is all that can matter: two restarts that come to the same
// disk and make the same calls from there leave the same images. So a part is looked up by its
// disk, its calls and what it demands, and one that is known is taken over with its children and
// its counts.
//
// Example. A recovery of two steps, under a model that syncs settle:
//
//   calls   1 write a   2 sync a | 3 write b   4 sync b | close
//   part P  the disk at 0, calls 1 and 2: the images with a lost, torn, kept
//   part Q  the disk after 2, calls 3 and 4
//
// The image that a crash after call 2 leaves is recovered, too. Its recovery finds a as it should
// be, and begins with call 3: its first part is Q, and nothing of it is made again.
//
// A part ends where something was changed and nothing is pending: equal calls on an equal disk come
// to an end at the same call. So a part is looked up by each of the lengths that parts on its disk
// have had (find_known_part); the end of a new one shows while it is made.
//
// The invariant: a part's children, `legal` and `skipped` are functions of its key. Within a part
// only the first of points that demand the same visits all states, the others those that are new.
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
  // One restart, as it is followed.
  struct Restart {
    NodeId node;
    const Trace& trace;
    const Examination& examination;
    std::uint32_t level;  // of crashes in recoveries, one in the other; 0: from the run itself
    std::uint64_t budget;
  };

  // The images that crashes leave go there.
  class Images {
   public:
    virtual ~Images() = default;

    // The node of an image that a crash at this level has left; no_node: it was skipped.
    virtual NodeId visit(Disk& image, std::uint32_t level) = 0;
  };

  // hasher: for disks at which parts begin.
  RestartFollower(const GraphSetup& setup, CrashGraph& graph, GraphCounts& counts,
                  NestedLimits& limits, GraphAudit& audit, ImageHasher& hasher, Images& images)
      : setup_(setup),
        graph_(graph),
        counts_(counts),
        limits_(limits),
        audit_(audit),
        hasher_(hasher),
        images_(images) {}

  // Part by part. The restart begins on the image, or where `start` is, with what is pending there.
  void follow(const Disk& image, const Restart& restart);
  void follow(const CrashStates& start, const Restart& restart);

 private:
  using Part = CrashGraph::Part;

  // Where a part begins and ends, and what tells it from others; no key: something is pending.
  struct Extent {
    std::uint32_t begin;
    std::uint32_t end;
    std::optional<ImageHash> key;
  };
  // The disk where a part begins: nothing is pending there, so it is all that can matter.
  struct PartBegin {
    PartBegin(ImageHasher& hasher, const Disk& disk)
        : image((hasher.take(disk), hasher.whole())), files(hasher.entries()) {}

    ImageHash image;
    FileNames files;
  };
  // Kept from one restart to the next for its memory.
  struct Workspace {
    explicit Workspace(const PersistenceModel& model) : start(model, {}), states(model, {}) {}

    CrashStates start;   // for audits
    CrashStates states;  // of the calls, as they are visited
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
  // By the image where they begin: how many calls each of them has, each number once.
  absl::flat_hash_map<ImageHash, std::vector<std::uint32_t>, ImageHash::Hasher> part_lengths_;
  std::string key_text_;
};

}  // namespace powercut
