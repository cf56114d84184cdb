#include "harness/explore/graph/graph_audit.h"

#include <algorithm>

namespace powercut {

namespace {

std::uint64_t mixed(std::uint64_t number) {
  number = (number + 1) * 0x9e3779b97f4a7c15;
  number ^= number >> 32;
  number *= 0xd6e8feb86659fd93;
  return number ^ (number >> 32);
}

}  // namespace

bool GraphAudit::draws() {
  constexpr double whole = 18446744073709551616.0;  // 2^64
  double share = setup_.options.audit_share;
  return share > 0 && !is_in_part_ && static_cast<double>(mixed(lots_++)) < share * whole;
}

void GraphAudit::note(bool differs) {
  ++counts_.reduction.audited;
  if (differs) ++counts_.reduction.differed;
}

// Nothing that the audit has found may be missing here. Here there may be more: images that follow
// from the known one, or from one below, may have come up higher and been followed further. Where
// crashes were skipped, only what was found at first can be compared.
void GraphAudit::settle(CrashGraph& graph) {
  if (images_.empty()) return;
  graph.spread(&CrashGraph::Node::reaches_skipped,
               [&](const CrashGraph::Node& node) { return graph.has_skipped(node); });
  for (const OfImage& audit : images_) {
    const CrashGraph::Node& known = graph.nodes[audit.known];
    bool differs = audit.differs;
    if (audit.is_complete && !known.reaches_skipped) {
      const ObservationSet& found = graph.observations.set(audit.found);
      differs = differs || !std::ranges::includes(graph.observations.set(known.set), found) ||
                (audit.reaches_problem && !known.reaches_problem);
    }
    note(differs);
  }
  images_.clear();
}

}  // namespace powercut
