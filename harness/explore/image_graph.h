// ImageGraph: every image that was recovered, what was found on it, and which images a crash in its
// recovery leaves.
//
//   image --recovery, a write, close--> calls --crash at each, under the model--> images --> ...
//
// An image is recovered once, however often it comes up: a store sees nothing but the image. A path
// of crashes that comes back to a known image ends there; so the graph ends when no image is new. A
// sweep then asks the graph about a state: whether every image that can be reached from it is as
// good as the promise.
//
// A crash before the recovery's open has returned may leave anything that the promise allows:
// nobody has seen anything. After it, where readers are believed (policy always, or a process
// kill), all that was found must be found again (D5, D10).
//
// Threads: one each. Deterministic.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <deque>

#include "faultfs/image_hash.h"
#include "harness/explore/recoveries.h"
#include "harness/judge/observations.h"
#include "powercut/faultfs/crash_states.h"
#include "powercut/harness/exploration.h"
#include "powercut/harness/reduction.h"

namespace powercut {

using NodeId = std::uint32_t;
inline constexpr NodeId no_node = 0xffffffff;

class ImageGraph {
 public:
  struct Setup {
    const StoreUnderTest& store;
    const KeyTable& keys;
    const PersistenceModel& model;
    const ExplorationOptions& options;
    bool believes_readers;   // what a recovery from a power cut showed binds
    bool believes_restarts;  // and what a restart after a kill showed
    Recoveries& recoveries;  // may be shared with graphs of other models, on the same thread
    // The free nested crashes are for a whole run: a part of it has its share.
    std::uint64_t calls = 1;
    std::uint64_t calls_of_run = 1;
  };

  // Counts of all visits so far. Nested states are in `legal`; the caller knows the states of the
  // sweep itself.
  struct Counts {
    std::uint64_t legal = 0;
    std::uint64_t visited = 0;
    Reduction reduction;
  };

  explicit ImageGraph(const Setup& setup) : setup_(setup) {}

  // The node of this image; recovered, with all that follows from it, if it is new.
  NodeId visit(Disk& image) { return visit_at(image, 0); }

  // The node of a process that is killed, started again on its cache, and loses power then.
  // states: with what is pending at the kill.
  NodeId kill(const CrashStates& states);

  // Once, when all has been visited: works out what the questions below are about.
  void close();

  // Something that no promise allows, here or after more crashes: an image that does not open, or a
  // change that was found and then was not.
  struct Problem {
    Violation violation;
    std::vector<CrashPoint> way = {};  // crashes in recoveries, one in the other
  };
  std::optional<Problem> problem_of(NodeId node) const;

  // The observations that the promise must allow, all of them.
  const ObservationSet& observations_of(NodeId node) const {
    return observations_.set(nodes_[node].set);
  }
  ObservationSetId set_of(NodeId node) const { return nodes_[node].set; }
  const Observations& observations() const { return observations_; }

  // The crashes that lead to an image where this was found.
  std::vector<CrashPoint> way_to(NodeId node, ObservationId observation) const;

  const Counts& counts() const { return counts_; }
  std::size_t images() const { return nodes_.size(); }

  // By lot, so that about the share that the options ask for is audited.
  bool is_audited();
  void note_audit(bool differs);

 private:
  struct Child {
    NodeId node;
    bool late;         // the open had returned
    bool probe_due;    // the write of the probe had been acknowledged
    CrashPoint point;  // calls count from the part's begin
  };
  // The calls of a restart from one moment at which nothing is pending to the next.
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
    std::int32_t problem = -1;  // in problems_
    bool binds = false;         // what was found here must be found again after a later crash
    bool reaches_problem = false;
    bool reaches_skipped = false;  // crashes; known once audits are settled
    bool renames = false;          // or links: its recovery does
    bool writes_on = false;        // crashes in what is written after the recovery were followed
    bool is_cut = false;           // by the depth: crashes in some recovery were not followed
    std::uint32_t levels = 0;      // of crashes that were followed from here
    std::uint32_t read_names = 0;  // in read_names_
    std::vector<PartOfNode> parts = {};
  };
  // One restart, as it is followed.
  struct Restart {
    NodeId node;
    const Trace& trace;
    const Examination& examination;
    std::uint32_t level;
    std::uint64_t budget;
  };
  // A recovery, and its calls with the numbers that the image has for files.
  struct Told {
    std::shared_ptr<const RecoveredImage> recovery;
    const Trace& trace;
  };
  // Where a part begins and ends, and what tells it from others; no key: something is pending.
  struct Extent {
    std::uint32_t begin;
    std::uint32_t end;
    std::optional<ImageHash> key;
  };
  struct PartBegin;
  // An image that was recovered although another stands for it.
  struct Audit {
    NodeId known;  // the other
    ObservationSetId found = 0;
    bool reaches_problem = false;
    bool differs = false;      // at once: what was found first, and whether that is a problem
    bool is_complete = false;  // no crash was skipped
  };
  // Kept from one recovery to the next for its memory.
  struct Workspace {
    explicit Workspace(const Setup& setup) : start(setup.model, {}), states(setup.model, {}) {}
    Trace renumbered;
    CrashStates start;   // for audits
    CrashStates states;  // of the calls, as they are visited
  };
  struct UnreadFiles {
    std::vector<std::uint64_t> names;
    absl::flat_hash_map<ImageHash, NodeId, ImageHash::Hasher> by_rest;
  };

  NodeId visit_at(Disk& image, std::uint32_t level);
  void skip(std::uint64_t over_budget, std::uint64_t over_limit);
  bool may_go_deeper();
  bool may_make_more() const;
  std::uint64_t nested_images_max() const;
  NodeId recover_if_allowed(Disk& image, const ImageHash& key, std::uint32_t level);
  NodeId recover(Disk& image, const ImageHash& key, std::uint32_t level,
                 std::optional<NodeId> known);
  Told told(std::shared_ptr<const RecoveredImage> recovery, const Disk& image,
            Workspace& work) const;
  void note_recovery(NodeId id, const RecoveredImage& recovery, std::uint32_t level);
  ObservationId known_here(ObservationId found);
  std::uint32_t intern(const std::vector<std::uint64_t>& read_names);
  const std::vector<std::uint64_t>& read_names_of(const Node& node) const {
    return read_names_[node.read_names];
  }
  std::uint32_t levels_left(std::uint32_t level) const;
  void follow(const CrashStates& start, const Restart& restart);
  std::uint32_t calls_to_cut(const Restart& restart);
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
  void audit_part(const CrashStates& start, const Restart& restart, Extent extent,
                  std::uint32_t known);
  void audit_image(Disk& image, NodeId known, std::uint32_t level);
  ObservationId translated(const Observations& from, ObservationId observation);
  void settle_audits();
  std::optional<NodeId> find_unread();
  void note_unread(NodeId id, const Disk& image);
  void unite_sets();
  void find_contradictions();
  template <typename Has>
  void spread(bool Node::* reaches, const Has& has);
  std::optional<Problem> contradiction(const Node& node, const Child& child,
                                       std::uint32_t begin) const;
  Workspace& workspace(std::uint32_t level);
  template <typename Found>
  std::optional<std::vector<CrashPoint>> way_from(NodeId start, bool late_too,
                                                  const Found& found) const;
  template <typename Visit>
  void for_each_child(const Node& node, const Visit& visit) const;

  Setup setup_;
  Counts counts_;
  Observations observations_;
  std::vector<ObservationId> known_here_;  // by what it is among the recoveries
  std::vector<Node> nodes_;
  // Which files recoveries read, by the hashes of their paths, sorted: most read the same ones.
  std::vector<std::vector<std::uint64_t>> read_names_;
  absl::flat_hash_map<ImageHash, std::uint32_t, ImageHash::Hasher> by_read_names_;
  bool any_is_cut_ = false;  // of the nodes
  std::vector<Problem> problems_;
  std::deque<Part> parts_;
  std::deque<Workspace> workspaces_;  // by level
  ImageHasher hasher_;
  std::string key_text_;
  Disk killed_;  // the cache that a killed process leaves
  absl::flat_hash_map<ImageHash, NodeId, ImageHash::Hasher> by_image_;
  absl::flat_hash_map<ImageHash, std::uint32_t, ImageHash::Hasher> by_part_;
  // By the image where they begin: how many calls each of them has, each number once.
  absl::flat_hash_map<ImageHash, std::vector<std::uint32_t>, ImageHash::Hasher> part_lengths_;
  std::vector<UnreadFiles> unread_;
  std::vector<Audit> audits_;
  std::uint64_t audit_lots_ = 0;
  bool is_auditing_ = false;         // a part: what is spared in that is no case of its own
  std::uint64_t skips_ = 0;          // how often something was skipped
  std::uint64_t nested_images_ = 0;  // of nested crashes: images that were recovered
  std::uint64_t nested_states_ = 0;  // and states that were made
};

template <typename Visit>
void ImageGraph::for_each_child(const Node& node, const Visit& visit) const {
  for (const PartOfNode& part : node.parts) {
    for (const Child& child : parts_[part.part].children) visit(child, part.begin);
  }
}

// Sets the mark of each node from which one can be reached that has it.
template <typename Has>
void ImageGraph::spread(bool Node::* reaches, const Has& has) {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t index = nodes_.size(); index-- > 0;) {
      Node& node = nodes_[index];
      if (node.*reaches) continue;
      bool any = has(node);
      for_each_child(node, [&](const Child& child, std::uint32_t) {
        any = any || nodes_[child.node].*reaches;
      });
      node.*reaches = any;
      changed = changed || any;
    }
  }
}

// Compares what was found after a recovery with what was found after another crash; nullopt: all of
// it was found again.
std::optional<Violation> compare_readings(const KeyTable& keys, std::span<const FoundValue> before,
                                          std::span<const FoundValue> after);

}  // namespace powercut
