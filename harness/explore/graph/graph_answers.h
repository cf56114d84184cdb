// graph_answers: answers questions about a CrashGraph in which all crashes have been followed.
//
//   close_answers   works out, once, what can be found after any crashes from each node, and which
//                   of it contradicts what a reader has seen before
//   problem_of      a problem at the node, or after any crashes from it
//   way_to          the crashes from the node to an image on which this was found
//
// A crash before the open of a recovery has returned may leave anything that the promise allows,
// since nobody has read anything. After the open, if readers are believed (policy `always`, or a
// process kill), all that was found must be found again (D5, D10).
#pragma once

#include "harness/explore/graph/crash_graph.h"
#include "harness/explore/graph/graph_setup.h"

namespace powercut {

void close_answers(const GraphSetup& setup, CrashGraph& graph);

std::optional<CrashGraph::Problem> problem_of(const CrashGraph& graph, NodeId node);

std::vector<CrashPoint> way_to(const CrashGraph& graph, NodeId node, ObservationId observation);

// Compares what was found after a recovery with what was found after one more crash. nullopt if
// both are the same.
std::optional<Violation> compare_readings(const KeyTable& keys, std::span<const FoundValue> before,
                                          std::span<const FoundValue> after);

}  // namespace powercut
