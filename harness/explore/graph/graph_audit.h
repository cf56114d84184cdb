// GraphAudit: draws some of the states that the graph spared, which are then run all the same, and
// checks that they show what the graph says. Spared states are merged or pruned (REDUCTION.md).
//
// It compares the observations on an image when the graph is closed, since more may follow from the
// known image until then.
#pragma once

#include "harness/explore/graph/crash_graph.h"
#include "harness/explore/graph/graph_setup.h"

namespace powercut {

class GraphAudit {
 public:
  // An image that was recovered although a node stands for it.
  struct OfImage {
    NodeId known;  // the node that stands for it
    ObservationSetId found = 0;
    bool reaches_problem = false;
    bool differs = false;      // the recovery itself has shown something else than the node says
    bool is_complete = false;  // the audit skipped no crash
  };

  GraphAudit(const GraphSetup& setup, GraphCounts& counts) : setup_(setup), counts_(counts) {}

  // Whether to audit this state. It is drawn at random, so that about the share that the options
  // ask for is audited. Always false during the audit of a part: a state that is spared in it is no
  // case of its own.
  bool draws();
  void begin_part() { is_in_part_ = true; }
  void end_part() { is_in_part_ = false; }

  // Counts an audit that has its result.
  void note(bool differs);
  // Keeps an audit until settle().
  void note(const OfImage& audit) { images_.push_back(audit); }

  // Compares what was found on images, and counts their audits. Once, when the graph is closed.
  void settle(CrashGraph& graph);

 private:
  const GraphSetup& setup_;
  GraphCounts& counts_;
  std::vector<OfImage> images_;
  std::uint64_t lots_ = 0;
  bool is_in_part_ = false;
};

}  // namespace powercut
