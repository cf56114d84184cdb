// graph_answers: the questions to a CrashGraph in which all crashes have been followed.
//
//   close_answers   once: what can be found after any crashes from a node, and what contradicts it
//   problem_of      whether some path of crashes leads to what no promise allows
//   way_to          the crashes that lead to an image where this was found
//
// A crash before the recovery's open has returned may leave anything that the promise allows:
// nobody has seen anything. After it, where readers are believed (policy always, or a process
// kill), all that was found must be found again (D5, D10).
#pragma once

#include "harness/explore/graph/crash_graph.h"
#include "harness/explore/graph/graph_setup.h"

namespace powercut {

void close_answers(const GraphSetup& setup, CrashGraph& graph);

std::optional<CrashGraph::Problem> problem_of(const CrashGraph& graph, NodeId node);

std::vector<CrashPoint> way_to(const CrashGraph& graph, NodeId node, ObservationId observation);

// Compares what was found after a recovery with what was found after another crash; nullopt: all of
// it was found again.
std::optional<Violation> compare_readings(const KeyTable& keys, std::span<const FoundValue> before,
                                          std::span<const FoundValue> after);

}  // namespace powercut
