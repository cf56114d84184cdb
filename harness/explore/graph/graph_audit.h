// GraphAudit: spared states that are run all the same, drawn by lot, and whether what was found is
// what the graph says.
//
// Of an image the findings are compared when the graph is closed: until then more may be found
// there.
#pragma once

#include "harness/explore/graph/crash_graph.h"
#include "harness/explore/graph/graph_setup.h"

namespace powercut {

class GraphAudit {
 public:
  // An image that was recovered although a node stands for it.
  struct OfImage {
    NodeId known;  // that stands for it
    ObservationSetId found = 0;
    bool reaches_problem = false;
    bool differs = false;      // at once: what was found first, and whether that is a problem
    bool is_complete = false;  // no crash was skipped
  };

  GraphAudit(const GraphSetup& setup, GraphCounts& counts) : setup_(setup), counts_(counts) {}

  // By lot, so that about the share that the options ask for is audited. Not while a part is: what
  // is spared in that is no case of its own.
  bool draws();
  void begin_part() { is_in_part_ = true; }
  void end_part() { is_in_part_ = false; }

  void note(bool differs);
  void note(const OfImage& audit) { images_.push_back(audit); }

  // When the graph is closed: compares what was found on images.
  void settle(CrashGraph& graph);

 private:
  const GraphSetup& setup_;
  GraphCounts& counts_;
  std::vector<OfImage> images_;
  std::uint64_t lots_ = 0;
  bool is_in_part_ = false;
};

}  // namespace powercut
