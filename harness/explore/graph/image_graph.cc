#include "harness/explore/graph/image_graph.h"

#include <algorithm>

namespace powercut {

namespace {

// After a kill as much is pending as before it: most states there are known from the run itself.
constexpr std::uint64_t kill_budget_part = 16;

}  // namespace

ImageGraph::Workspace& ImageGraph::workspace(std::uint32_t level) {
  while (workspaces_.size() <= level) workspaces_.emplace_back();
  return workspaces_[level];
}

NodeId ImageGraph::visit(Disk& image, std::uint32_t level) {
  hasher_.take(image);
  ImageHash key = hasher_.whole();
  if (!setup_.options.reduces) return recover_if_allowed(image, key, level);
  auto known = by_image_.find(key);
  if (known != by_image_.end()) {
    NodeId id = known->second;
    ++counts_.reduction.merged;
    if (audit_.draws()) audit_image(image, id, level);
    return wants_more_of(id, level) ? recover(image, key, level, id) : id;
  }
  if (auto unread = unread_.find(hasher_)) {
    ++counts_.reduction.unread;
    if (audit_.draws()) audit_image(image, *unread, level);
    return *unread;
  }
  return recover_if_allowed(image, key, level);
}

// Whether crashes are asked for at this level that were not followed from the node.
bool ImageGraph::wants_more_of(NodeId known, std::uint32_t level) const {
  const CrashGraph::Node& node = graph_.nodes[known];
  if (node.is_cut && node.levels < setup_.levels_left(level)) return true;
  return level < setup_.options.write_levels && !node.writes_on && setup_.options.depth > 0;
}

NodeId ImageGraph::recover_if_allowed(Disk& image, const ImageHash& key, std::uint32_t level) {
  if (level == 0 || limits_.takes_image()) return recover(image, key, level, std::nullopt);
  limits_.skip(0, 1);
  return no_node;
}

// known: the node of this image, if it was recovered before and not followed as far as this level
// asks for.
NodeId ImageGraph::recover(Disk& image, const ImageHash& key, std::uint32_t level,
                           std::optional<NodeId> known) {
  bool follows = setup_.levels_left(level) > 0;
  Workspace& work = workspace(level);
  Recoveries::Wish wish{.watches = follows, .lives_on = level == 0};
  Told told = this->told(setup_.recoveries.recover(image, hasher_, wish), image, work);
  if (!known) ++counts_.visited;
  NodeId id = known ? *known : static_cast<NodeId>(graph_.nodes.size());
  if (!known) graph_.nodes.emplace_back();
  note_recovery(id, *told.recovery, level);
  graph_.nodes[id].read_names = unread_.intern(told.recovery->read_names);
  by_image_.insert_or_assign(key, id);
  graph_.nodes[id].is_cut = !follows;
  graph_.any_is_cut = graph_.any_is_cut || !follows;
  const Examination& examination = told.recovery->examination;
  if (follows && !examination.opening_violation) {
    follower_.follow(image, {id, told.trace, examination, level, setup_.options.budget});
  }
  // Further down a recovery may still be under way that belongs to what follows.
  if (level == 0 && setup_.options.reduces) unread_.note(graph_, id, image, hasher_);
  return id;
}

ImageGraph::Told ImageGraph::told(std::shared_ptr<const RecoveredImage> recovery, const Disk& image,
                                  Workspace& work) const {
  if (!recovery->is_watched || numbers_alike(*recovery, image, hasher_)) {
    const Trace& trace = recovery->trace;
    return {std::move(recovery), trace};
  }
  work.renumbered = renumbered(*recovery, image, hasher_);
  return {std::move(recovery), work.renumbered};
}

void ImageGraph::note_recovery(NodeId id, const RecoveredImage& recovery, std::uint32_t level) {
  CrashGraph::Node& node = graph_.nodes[id];
  node.levels = setup_.levels_left(level);
  node.writes_on = level < setup_.options.write_levels;
  node.binds = setup_.believes_readers;
  node.parts.clear();
  const Examination& examination = recovery.examination;
  if (!examination.opening_violation) node.observation = known_here(recovery.found);
  const auto& problem =
      examination.opening_violation ? examination.opening_violation : examination.later_violation;
  if (problem && node.problem < 0) {
    node.problem = static_cast<std::int32_t>(graph_.problems.size());
    graph_.problems.push_back({*problem});
  }
  // Not where no calls were asked for, even if another graph had asked.
  node.renames = recovery.renames && setup_.levels_left(level) > 0;
}

// Numbers of its own, given as observations come up: so what other models left changes no order.
ObservationId ImageGraph::known_here(ObservationId found) {
  if (found >= known_here_.size()) known_here_.resize(found + 1, no_observation);
  ObservationId& known = known_here_[found];
  if (known == no_observation) {
    known = graph_.observations.intern(setup_.recoveries.found().all_of(found));
  }
  return known;
}

NodeId ImageGraph::kill(const CrashStates& states) {
  killed_ = states.cache();
  hasher_.take(killed_);
  Workspace& work = workspace(0);
  Recoveries::Wish wish{.watches = true, .lives_on = true};
  Told told = this->told(setup_.recoveries.recover(killed_, hasher_, wish), killed_, work);
  auto id = static_cast<NodeId>(graph_.nodes.size());
  graph_.nodes.emplace_back();
  note_recovery(id, *told.recovery, 0);
  graph_.nodes[id].binds = setup_.believes_restarts;
  ++counts_.visited;
  ++counts_.legal;
  const Examination& examination = told.recovery->examination;
  if (!examination.opening_violation) {
    std::uint64_t budget = std::max<std::uint64_t>(1, setup_.options.budget / kill_budget_part);
    follower_.follow(states, {id, told.trace, examination, 0, budget});
  }
  return id;
}

void ImageGraph::close() {
  close_answers(setup_, graph_);
  audit_.settle(graph_);
}

// Recovers an image for which a node stands in a graph of its own, with all the crashes that follow
// from it.
void ImageGraph::audit_image(Disk& image, NodeId known, std::uint32_t level) {
  ExplorationOptions options = setup_.options;
  options.audit_share = 0;
  Recoveries recoveries(setup_.store, setup_.keys, false);
  ImageGraph again({setup_.store, setup_.keys, setup_.model, options, setup_.believes_readers,
                    setup_.believes_restarts, recoveries});
  NodeId id = again.visit(image, level);
  const CrashGraph::Node& node = again.graph_.nodes[id];
  const CrashGraph::Node& here = graph_.nodes[known];
  const Observations& found = again.graph_.observations;
  GraphAudit::OfImage audit{.known = known};
  // An image that came up in a recovery alone has not lived on.
  bool did_the_same = here.writes_on == node.writes_on;
  audit.differs = (did_the_same && (node.problem >= 0) != (here.problem >= 0)) ||
                  translated(found, node.observation) != here.observation;
  again.close();
  audit.is_complete = again.counts_.reduction.skipped == 0;
  audit.reaches_problem = node.reaches_problem;
  ObservationSet found_here;
  for (ObservationId observation : found.set(node.set)) {
    found_here.push_back(translated(found, observation));
  }
  std::ranges::sort(found_here);
  audit.found = graph_.observations.intern_set(std::move(found_here));
  audit_.note(audit);
}

ObservationId ImageGraph::translated(const Observations& from, ObservationId observation) {
  return observation == no_observation ? observation
                                       : graph_.observations.intern(from.all_of(observation));
}

}  // namespace powercut
