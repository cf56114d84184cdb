#include "harness/explore/graph/restart_follower.h"

#include <algorithm>

#include "faultfs/states/state_counter.h"
#include "harness/watch/under_way.h"

namespace powercut {

namespace {

// The part that is chosen of the states of a nested crash point, if they exceed its budget.
constexpr std::uint64_t nested_sample_part = 16;

// Whether the parts have the same children, but for where the crashes are.
bool have_same_children(const CrashGraph::Part& one, const CrashGraph::Part& other) {
  auto all_in = [](const CrashGraph::Part& part, const CrashGraph::Part& whole) {
    return std::ranges::all_of(part.children, [&](const CrashGraph::Child& child) {
      return std::ranges::any_of(whole.children, [&](const CrashGraph::Child& same) {
        return same.node == child.node && same.late == child.late;
      });
    });
  };
  return all_in(one, other) && all_in(other, one);
}

}  // namespace

RestartFollower::Workspace& RestartFollower::workspace(std::uint32_t level) {
  while (workspaces_.size() <= level) workspaces_.emplace_back(setup_.model);
  return workspaces_[level];
}

void RestartFollower::follow(const Disk& image, const Restart& restart) {
  Workspace& work = workspace(restart.level);
  work.states.restart_on(image);
  if (setup_.options.audit_share > 0) work.start = work.states;
  follow_from(work.start, work.states, restart);
}

void RestartFollower::follow(const CrashStates& start, const Restart& restart) {
  CrashStates& states = workspace(restart.level).states;
  states = start;
  follow_from(start, states, restart);
}

// The states are at the start; only an audit goes back there.
void RestartFollower::follow_from(const CrashStates& start, CrashStates& states,
                                  const Restart& restart) {
  const std::uint32_t end = calls_to_cut(restart);
  std::optional<PartBegin> begin;
  if (states.is_settled()) begin.emplace(hasher_, states.cache());
  for (std::uint32_t call = 1; call < end;) {
    Extent extent{.begin = call, .end = end, .key = std::nullopt};
    std::optional<std::uint32_t> known;
    if (begin && setup_.options.reduces) known = find_known_part(restart, *begin, extent);
    if (known) {
      spare_part(start, restart, extent, *known);
      if (extent.end < end) states.pass(restart.trace, {extent.begin, extent.end});
    } else {
      follow_new_part(states, restart, begin, extent);
    }
    call = extent.end;
    if (call < end) begin.emplace(hasher_, states.cache());
  }
}

// Below some level only opens are cut: each further write would leave images that are new.
std::uint32_t RestartFollower::calls_to_cut(const Restart& restart) {
  auto calls = static_cast<std::uint32_t>(restart.trace.calls().size());
  bool cuts_all = restart.level < setup_.options.write_levels;
  std::uint32_t end = cuts_all ? calls : std::min(calls, restart.examination.opened_calls);
  counts_.reduction.uncut_calls += calls - end;
  return end;
}

// The part that begins here, if it is known; then the extent is that of the part.
std::optional<std::uint32_t> RestartFollower::find_known_part(const Restart& restart,
                                                              PartBegin& begin, Extent& extent) {
  auto lengths = part_lengths_.find(begin.image);
  if (lengths == part_lengths_.end()) return std::nullopt;
  const std::uint32_t calls_left = extent.end - extent.begin;
  for (std::uint32_t length : lengths->second) {
    if (length > calls_left) continue;
    Extent found{.begin = extent.begin, .end = extent.begin + length, .key = std::nullopt};
    found.key = key_of(begin, restart, found);
    auto known = by_part_.find(*found.key);
    if (known == by_part_.end()) continue;
    if (!graph_.parts[known->second].ends_settled && length != calls_left) continue;
    extent = found;
    return known->second;
  }
  return std::nullopt;
}

bool RestartFollower::is_unmade_kill(const CrashStates& states) const {
  return setup_.model.power_loss && !states.is_settled();
}

// A part ends where something was changed and nothing is pending any more. The call has returned.
bool RestartFollower::ends_part(const CrashStates& states, bool& changed) const {
  changed = changed || changes_something(states.made());
  return changed && states.is_settled();
}

void RestartFollower::spare_part(const CrashStates& start, const Restart& restart,
                                 const Extent& extent, std::uint32_t known) {
  const Part& part = graph_.parts[known];
  Reduction& reduction = counts_.reduction;
  reduction.unmade_kills += part.unmade_kills;
  counts_.legal = saturating_sum(counts_.legal, part.legal);
  limits_.skip(part.skipped - part.skipped_by_limit, part.skipped_by_limit);
  reduction.continuation = saturating_sum(reduction.continuation, part.legal - part.skipped);
  graph_.nodes[restart.node].parts.push_back({known, extent.begin});
  note_cuts(restart.node, part);
  if (part.skipped == 0 && audit_.draws()) audit_part(start, restart, extent, known);
}

void RestartFollower::follow_new_part(CrashStates& states, const Restart& restart,
                                      std::optional<PartBegin>& begin, Extent& extent) {
  Part part = make_part(states, restart, extent);
  if (begin) extent.key = key_of(*begin, restart, extent);
  auto number = static_cast<std::uint32_t>(graph_.parts.size());
  note_cuts(restart.node, part);
  graph_.parts.push_back(std::move(part));
  if (extent.key) {
    const std::uint32_t length = extent.end - extent.begin;
    std::vector<std::uint32_t>& lengths = part_lengths_[begin->image];
    if (std::ranges::find(lengths, length) == lengths.end()) lengths.push_back(length);
    by_part_.insert_or_assign(*extent.key, number);
  }
  graph_.nodes[restart.node].parts.push_back({number, extent.begin});
}

void RestartFollower::note_cuts(NodeId id, const Part& part) {
  if (!graph_.any_is_cut) return;
  for (const CrashGraph::Child& child : part.children) {
    if (graph_.nodes[child.node].is_cut) graph_.nodes[id].is_cut = true;
  }
}

ImageHash RestartFollower::key_of(PartBegin& begin, const Restart& restart, const Extent& extent) {
  std::string& text = key_text_;
  text.clear();
  append_bytes(text, begin.image.low);
  append_bytes(text, begin.image.high);
  for (std::uint32_t due : {restart.examination.opened_calls, restart.examination.probed_calls}) {
    append_bytes(text, std::clamp(due, extent.begin, extent.end) - extent.begin);
  }
  append_bytes(text, restart.budget);
  bool is_limited = setup_.options.depth < ExplorationOptions::depth_max;
  append_bytes(text, is_limited ? restart.level : 0);
  // Stale tails are drawn from what was written before.
  bool draws = std::ranges::find(setup_.model.tails, Tail::stale) != setup_.model.tails.end();
  std::uint32_t first = draws ? 1 : extent.begin;
  append_bytes(text, extent.begin - first);
  for (std::uint32_t call = first; call < extent.end; ++call) {
    append_call(text, restart.trace, restart.trace.calls()[call], begin.files);
  }
  return hash_of(as_bytes(text));
}

// extent: its end is where the part may go on to; then where it ends.
RestartFollower::Part RestartFollower::make_part(CrashStates& states, const Restart& restart,
                                                 Extent& extent) {
  using Which = CrashStates::Which;
  const Examination& examination = restart.examination;
  Part part;
  const Reduction before = counts_.reduction;
  std::uint64_t skips_before = limits_.skips();
  bool changed = false;
  for (std::uint32_t call = extent.begin; call < extent.end; ++call) {
    states.begin(restart.trace, call);
    if (states.is_partly_done()) visit_point(states, Which::all, restart, extent, part);
    states.finish();
    bool was_just_due =
        call + 1 == examination.opened_calls || call + 1 == examination.probed_calls;
    bool demands_the_same = call > extent.begin && !was_just_due;
    visit_point(states, demands_the_same ? Which::new_ones : Which::all, restart, extent, part);
    if (is_unmade_kill(states)) ++part.unmade_kills;
    part.ends_settled = ends_part(states, changed);
    if (part.ends_settled) extent.end = call + 1;
  }
  part.seen = {};
  counts_.reduction.unmade_kills += part.unmade_kills;
  // Where the count has come to its end, at least one.
  std::uint64_t skipped = counts_.reduction.skipped - before.skipped;
  if (limits_.skips() != skips_before) {
    part.skipped = std::clamp<std::uint64_t>(skipped, 1, part.legal);
  }
  part.skipped_by_limit =
      std::min(part.skipped, counts_.reduction.skipped_nested_limit - before.skipped_nested_limit);
  return part;
}

void RestartFollower::visit_point(CrashStates& states, CrashStates::Which which,
                                  const Restart& restart, const Extent& extent, Part& part) {
  std::uint64_t legal = states.count(CrashStates::Which::all);
  bool fits = legal <= restart.budget;
  if (!setup_.options.reduces || (!part.is_complete && fits)) which = CrashStates::Which::all;
  std::uint64_t to_visit = which == CrashStates::Which::all ? legal : states.count(which);
  part.legal = saturating_sum(part.legal, legal);
  counts_.legal = saturating_sum(counts_.legal, legal);
  Reduction& reduction = counts_.reduction;
  if (part.is_complete) {
    reduction.unchanged = saturating_sum(reduction.unchanged, legal - to_visit);
  } else {
    limits_.skip(legal - to_visit, 0);
  }
  if (which == CrashStates::Which::all) part.is_complete = true;
  if (!limits_.takes_states()) {
    part.is_complete = false;
    limits_.skip(0, to_visit);
    return;
  }
  std::uint64_t visited = 0;
  auto visit = [&](const Choice& choice, Disk& disk) {
    ++visited;
    limits_.note_state();
    PointUnderWay under_way(states, choice);
    NodeId node = images_.visit(disk, restart.level + 1);
    if (node == no_node) {
      part.is_complete = false;
      return;
    }
    add_child(states, choice, node, restart, extent, part);
  };
  if (to_visit <= std::max(restart.budget, states.bytes_under_way())) {
    states.visit(which, visit);
  } else {
    std::uint64_t samples = std::max<std::uint64_t>(1, setup_.options.budget / nested_sample_part);
    states.sample(which, samples, states.call() - extent.begin + 1, visit);
    part.is_complete = false;
    limits_.skip(to_visit - visited, 0);
  }
}

void RestartFollower::add_child(const CrashStates& states, const Choice& choice, NodeId node,
                                const Restart& restart, const Extent& extent, Part& part) {
  bool returned = !states.is_under_way();
  std::uint32_t calls = states.call() + (returned ? 1 : 0);
  CrashGraph::Child child{.node = node,
                          .late = calls >= restart.examination.opened_calls,
                          .probe_due = calls >= restart.examination.probed_calls,
                          .point = {}};
  std::uint64_t all_of_it = std::uint64_t{node} * 4 + (child.late ? 2 : 0) + child.probe_due;
  if (!part.seen.insert(all_of_it).second) return;
  child.point = states.point(choice);
  child.point.call -= extent.begin;
  part.children.push_back(std::move(child));
}

// Makes a known part again. It takes nothing away from what others may do.
void RestartFollower::audit_part(const CrashStates& start, const Restart& restart, Extent extent,
                                 std::uint32_t known) {
  const GraphCounts before = counts_;
  const NestedLimits::Used used_before = limits_.exchange({});
  std::size_t images_before = graph_.nodes.size();
  CrashStates states = start;
  for (std::uint32_t call = 1; call < extent.begin; ++call) {
    states.begin(restart.trace, call);
    states.finish();
  }
  audit_.begin_part();
  Part again = make_part(states, restart, extent);
  audit_.end_part();
  std::uint64_t audited = counts_.reduction.audited;
  std::uint64_t differed = counts_.reduction.differed;
  counts_ = before;
  limits_.exchange(used_before);
  counts_.reduction.audited = audited;
  counts_.reduction.differed = differed;
  bool same = again.legal == graph_.parts[known].legal && graph_.nodes.size() == images_before &&
              have_same_children(again, graph_.parts[known]);
  audit_.note(!same);
}

}  // namespace powercut
