// The audit of an ImageGraph: spared states are run all the same, and compared.
#include <algorithm>
#include <utility>

#include "harness/explore/image_graph.h"

namespace powercut {

namespace {

std::uint64_t mixed(std::uint64_t number) {
  number = (number + 1) * 0x9e3779b97f4a7c15;
  number ^= number >> 32;
  number *= 0xd6e8feb86659fd93;
  return number ^ (number >> 32);
}

}  // namespace

bool ImageGraph::is_audited() {
  constexpr double whole = 18446744073709551616.0;  // 2^64
  double share = setup_.options.audit_share;
  return share > 0 && !is_auditing_ && static_cast<double>(mixed(audit_lots_++)) < share * whole;
}

void ImageGraph::note_audit(bool differs) {
  ++counts_.reduction.audited;
  if (differs) ++counts_.reduction.differed;
}

// Runs it in a graph of its own, with all the crashes that follow from it. The findings are
// compared when this graph is closed: until then more may be found here.
void ImageGraph::audit_image(Disk& image, NodeId known, std::uint32_t level) {
  ExplorationOptions options = setup_.options;
  options.audit_share = 0;
  Recoveries recoveries(setup_.store, setup_.keys, false);
  ImageGraph again({setup_.store, setup_.keys, setup_.model, options, setup_.believes_readers,
                    setup_.believes_restarts, recoveries});
  NodeId id = again.visit_at(image, level);
  const Node& node = again.nodes_[id];
  const Node& here = nodes_[known];
  Audit audit{.known = known};
  // An image that came up in a recovery alone has not lived on.
  bool did_the_same = here.writes_on == node.writes_on;
  audit.differs = (did_the_same && (node.problem >= 0) != (here.problem >= 0)) ||
                  translated(again.observations_, node.observation) != here.observation;
  again.close();
  audit.is_complete = again.counts_.reduction.skipped == 0;
  audit.reaches_problem = node.reaches_problem;
  ObservationSet found;
  for (ObservationId observation : again.observations_.set(node.set)) {
    found.push_back(translated(again.observations_, observation));
  }
  std::ranges::sort(found);
  audit.found = observations_.intern_set(std::move(found));
  audits_.push_back(audit);
}

ObservationId ImageGraph::translated(const Observations& from, ObservationId observation) {
  return observation == no_observation ? observation
                                       : observations_.intern(from.all_of(observation));
}

// Nothing that the audit has found may be missing here. Here there may be more: images that follow
// from the known one, or from one below, may have come up higher and been followed further. Where
// crashes were skipped, only what was found at first can be compared.
void ImageGraph::settle_audits() {
  if (audits_.empty()) return;
  spread(&Node::reaches_skipped, [&](const Node& node) {
    return std::ranges::any_of(
        node.parts, [&](const PartOfNode& part) { return parts_[part.part].skipped > 0; });
  });
  for (const Audit& audit : audits_) {
    const Node& known = nodes_[audit.known];
    bool differs = audit.differs;
    if (audit.is_complete && !known.reaches_skipped) {
      const ObservationSet& found = observations_.set(audit.found);
      differs = differs || !std::ranges::includes(observations_.set(known.set), found) ||
                (audit.reaches_problem && !known.reaches_problem);
    }
    note_audit(differs);
  }
  audits_.clear();
}

void ImageGraph::audit_part(const CrashStates& start, const Restart& restart, Extent extent,
                            std::uint32_t known) {
  // It takes nothing away from what others may do.
  Counts before = counts_;
  std::uint64_t nested_images_before = std::exchange(nested_images_, 0);
  std::uint64_t nested_states_before = std::exchange(nested_states_, 0);
  std::size_t images_before = nodes_.size();
  CrashStates states = start;
  for (std::uint32_t call = 1; call < extent.begin; ++call) {
    states.begin(restart.trace, call);
    states.finish();
  }
  is_auditing_ = true;
  Part again = make_part(states, restart, extent);
  is_auditing_ = false;
  std::uint64_t audited = counts_.reduction.audited;
  std::uint64_t differed = counts_.reduction.differed;
  counts_ = before;
  nested_images_ = nested_images_before;
  nested_states_ = nested_states_before;
  counts_.reduction.audited = audited;
  counts_.reduction.differed = differed;
  auto all_in = [](const Part& part, const Part& other) {
    return std::ranges::all_of(part.children, [&](const Child& child) {
      return std::ranges::any_of(other.children, [&](const Child& one) {
        return one.node == child.node && one.late == child.late;
      });
    });
  };
  bool same = again.legal == parts_[known].legal && nodes_.size() == images_before &&
              all_in(again, parts_[known]) && all_in(parts_[known], again);
  note_audit(!same);
}

}  // namespace powercut
