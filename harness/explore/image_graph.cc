#include "harness/explore/image_graph.h"

#include <algorithm>

#include "faultfs/state_counter.h"
#include "harness/explore/call_key.h"
#include "harness/watch/under_way.h"

namespace powercut {

namespace {

// After a kill as much is pending as before it: most states there are known from the run itself.
constexpr std::uint64_t kill_budget_part = 16;

// The part that is chosen of the states of a nested crash point, if they exceed its budget.
constexpr std::uint64_t nested_sample_part = 16;

// How many states of nested crashes are made for each of their images that may be recovered.
constexpr std::uint64_t nested_states_per_image = 4;

// How many images of the run itself bring one more of nested crashes.
constexpr std::uint64_t images_per_nested_image = 4;
constexpr std::uint64_t usual_budget = ExplorationOptions{}.budget;

}  // namespace

// The disk where a part begins: nothing is pending there, so it is all that can matter.
struct ImageGraph::PartBegin {
  PartBegin(ImageHasher& hasher, const Disk& disk)
      : image((hasher.take(disk), hasher.whole())), files(hasher.entries()) {}

  ImageHash image;
  FileNames files;
};

ImageGraph::Workspace& ImageGraph::workspace(std::uint32_t level) {
  while (workspaces_.size() <= level) workspaces_.emplace_back(setup_);
  return workspaces_[level];
}

std::uint32_t ImageGraph::levels_left(std::uint32_t level) const {
  return setup_.options.depth - std::min(setup_.options.depth, level);
}

NodeId ImageGraph::visit_at(Disk& image, std::uint32_t level) {
  hasher_.take(image);
  ImageHash key = hasher_.whole();
  if (!setup_.options.reduces) return recover_if_allowed(image, key, level);
  auto known = by_image_.find(key);
  if (known != by_image_.end()) {
    NodeId id = known->second;
    ++counts_.reduction.merged;
    if (is_audited()) audit_image(image, id, level);
    bool wants_more = nodes_[id].is_cut && nodes_[id].levels < levels_left(level);
    bool wants_writes =
        level < setup_.options.write_levels && !nodes_[id].writes_on && setup_.options.depth > 0;
    return wants_more || wants_writes ? recover(image, key, level, id) : id;
  }
  if (auto unread = find_unread()) {
    ++counts_.reduction.unread;
    if (is_audited()) audit_image(image, *unread, level);
    return *unread;
  }
  return recover_if_allowed(image, key, level);
}

NodeId ImageGraph::recover_if_allowed(Disk& image, const ImageHash& key, std::uint32_t level) {
  if (level == 0 || may_go_deeper()) return recover(image, key, level, std::nullopt);
  skip(0, 1);
  return no_node;
}

void ImageGraph::skip(std::uint64_t over_budget, std::uint64_t over_limit) {
  if (over_budget == 0 && over_limit == 0) return;
  counts_.reduction.skip_nested(over_budget, over_limit);
  ++skips_;
}

// A store whose recovery leaves ever more images would never come to an end.
bool ImageGraph::may_go_deeper() {
  if (nested_images_ >= nested_images_max()) return false;
  ++nested_images_;
  return true;
}

bool ImageGraph::may_make_more() const {
  std::uint64_t images = nested_images_max();
  return images == CrashStates::countless || nested_states_ < images * nested_states_per_image;
}

// A larger budget for a crash point also brings more of the states below it.
std::uint64_t ImageGraph::nested_images_max() const {
  if (!setup_.options.reduces) return CrashStates::countless;
  std::uint64_t images = counts_.visited - nested_images_;
  std::uint64_t times = std::max<std::uint64_t>(1, setup_.options.budget / usual_budget);
  std::uint64_t free = setup_.options.nested_images * setup_.calls / setup_.calls_of_run;
  return (free + images / images_per_nested_image) * times;
}

// known: the node of this image, if it was recovered before and not followed as far as this level
// asks for.
NodeId ImageGraph::recover(Disk& image, const ImageHash& key, std::uint32_t level,
                           std::optional<NodeId> known) {
  bool follows = levels_left(level) > 0;
  Workspace& work = workspace(level);
  Recoveries::Wish wish{.watches = follows, .lives_on = level == 0};
  Told told = this->told(setup_.recoveries.recover(image, hasher_, wish), image, work);
  if (!known) ++counts_.visited;
  NodeId id = known ? *known : static_cast<NodeId>(nodes_.size());
  if (!known) nodes_.emplace_back();
  note_recovery(id, *told.recovery, level);
  nodes_[id].read_names = intern(told.recovery->read_names);
  by_image_.insert_or_assign(key, id);
  nodes_[id].is_cut = !follows;
  any_is_cut_ = any_is_cut_ || !follows;
  const Examination& examination = told.recovery->examination;
  if (follows && !examination.at_first) {
    work.states.restart_on(image);
    if (setup_.options.audit_share > 0) work.start = work.states;
    follow(work.start, {id, told.trace, examination, level, setup_.options.budget});
  }
  // Further down a recovery may still be under way that belongs to what follows.
  if (level == 0) note_unread(id, image);
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
  Node& node = nodes_[id];
  node.levels = levels_left(level);
  node.writes_on = level < setup_.options.write_levels;
  node.binds = setup_.believes_readers;
  node.parts.clear();
  const Examination& examination = recovery.examination;
  if (!examination.at_first) node.observation = known_here(recovery.found);
  const auto& problem = examination.at_first ? examination.at_first : examination.afterwards;
  if (problem && node.problem < 0) {
    node.problem = static_cast<std::int32_t>(problems_.size());
    problems_.push_back({*problem});
  }
  // Not where no calls were asked for, even if another graph had asked.
  node.renames = recovery.renames && levels_left(level) > 0;
}

// Numbers of its own, given as observations come up: so what other models left changes no order.
ObservationId ImageGraph::known_here(ObservationId found) {
  if (found >= known_here_.size()) known_here_.resize(found + 1, no_observation);
  ObservationId& known = known_here_[found];
  if (known == no_observation) {
    known = observations_.intern(setup_.recoveries.found().all_of(found));
  }
  return known;
}

std::uint32_t ImageGraph::intern(const std::vector<std::uint64_t>& read_names) {
  auto [known, is_new] = by_read_names_.try_emplace(hash_of(std::as_bytes(std::span(read_names))),
                                                    static_cast<std::uint32_t>(read_names_.size()));
  if (is_new) read_names_.push_back(read_names);
  return known->second;
}

NodeId ImageGraph::kill(const CrashStates& states) {
  killed_ = states.cache();
  hasher_.take(killed_);
  Workspace& work = workspace(0);
  Recoveries::Wish wish{.watches = true, .lives_on = true};
  Told told = this->told(setup_.recoveries.recover(killed_, hasher_, wish), killed_, work);
  auto id = static_cast<NodeId>(nodes_.size());
  nodes_.emplace_back();
  note_recovery(id, *told.recovery, 0);
  nodes_[id].binds = setup_.believes_restarts;
  ++counts_.visited;
  ++counts_.legal;
  const Examination& examination = told.recovery->examination;
  if (!examination.at_first) {
    std::uint64_t budget = std::max<std::uint64_t>(1, setup_.options.budget / kill_budget_part);
    work.states = states;
    follow(states, {id, told.trace, examination, 0, budget});
  }
  return id;
}

// Part by part. The level's states are at the start; only an audit goes back there.
void ImageGraph::follow(const CrashStates& start, const Restart& restart) {
  const std::uint32_t end = calls_to_cut(restart);
  CrashStates& states = workspace(restart.level).states;
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
std::uint32_t ImageGraph::calls_to_cut(const Restart& restart) {
  auto calls = static_cast<std::uint32_t>(restart.trace.calls().size());
  bool cuts_all = restart.level < setup_.options.write_levels;
  std::uint32_t end = cuts_all ? calls : std::min(calls, restart.examination.opened_calls);
  counts_.reduction.uncut_calls += calls - end;
  return end;
}

// The part that begins here, if it is known; then the extent is that of the part. Equal calls on an
// equal disk come to an end at the same call.
std::optional<std::uint32_t> ImageGraph::find_known_part(const Restart& restart, PartBegin& begin,
                                                         Extent& extent) {
  auto lengths = part_lengths_.find(begin.image);
  if (lengths == part_lengths_.end()) return std::nullopt;
  const std::uint32_t calls_left = extent.end - extent.begin;
  for (std::uint32_t length : lengths->second) {
    if (length > calls_left) continue;
    Extent found{.begin = extent.begin, .end = extent.begin + length, .key = std::nullopt};
    found.key = key_of(begin, restart, found);
    auto known = by_part_.find(*found.key);
    if (known == by_part_.end()) continue;
    if (!parts_[known->second].ends_settled && length != calls_left) continue;
    extent = found;
    return known->second;
  }
  return std::nullopt;
}

bool ImageGraph::is_unmade_kill(const CrashStates& states) const {
  return setup_.model.power_loss && !states.is_settled();
}

// A part ends where something was changed and nothing is pending any more. The call has returned.
bool ImageGraph::ends_part(const CrashStates& states, bool& changed) const {
  changed = changed || changes_something(states.made());
  return changed && states.is_settled();
}

void ImageGraph::spare_part(const CrashStates& start, const Restart& restart, const Extent& extent,
                            std::uint32_t known) {
  const Part& part = parts_[known];
  Reduction& reduction = counts_.reduction;
  reduction.unmade_kills += part.unmade_kills;
  counts_.legal = saturating_sum(counts_.legal, part.legal);
  skip(part.skipped - part.skipped_by_limit, part.skipped_by_limit);
  reduction.continuation = saturating_sum(reduction.continuation, part.legal - part.skipped);
  nodes_[restart.node].parts.push_back({known, extent.begin});
  note_cuts(restart.node, part);
  if (part.skipped == 0 && is_audited()) audit_part(start, restart, extent, known);
}

void ImageGraph::follow_new_part(CrashStates& states, const Restart& restart,
                                 std::optional<PartBegin>& begin, Extent& extent) {
  Part part = make_part(states, restart, extent);
  if (begin) extent.key = key_of(*begin, restart, extent);
  auto number = static_cast<std::uint32_t>(parts_.size());
  note_cuts(restart.node, part);
  parts_.push_back(std::move(part));
  if (extent.key) {
    const std::uint32_t length = extent.end - extent.begin;
    std::vector<std::uint32_t>& lengths = part_lengths_[begin->image];
    if (std::ranges::find(lengths, length) == lengths.end()) lengths.push_back(length);
    by_part_.insert_or_assign(*extent.key, number);
  }
  nodes_[restart.node].parts.push_back({number, extent.begin});
}

void ImageGraph::note_cuts(NodeId id, const Part& part) {
  if (!any_is_cut_) return;
  for (const Child& child : part.children) {
    if (nodes_[child.node].is_cut) nodes_[id].is_cut = true;
  }
}

ImageHash ImageGraph::key_of(PartBegin& begin, const Restart& restart, const Extent& extent) {
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
ImageGraph::Part ImageGraph::make_part(CrashStates& states, const Restart& restart,
                                       Extent& extent) {
  using Which = CrashStates::Which;
  const Examination& examination = restart.examination;
  Part part;
  const Reduction before = counts_.reduction;
  std::uint64_t skips_before = skips_;
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
  if (skips_ != skips_before) part.skipped = std::clamp<std::uint64_t>(skipped, 1, part.legal);
  part.skipped_by_limit =
      std::min(part.skipped, counts_.reduction.skipped_nested_limit - before.skipped_nested_limit);
  return part;
}

void ImageGraph::visit_point(CrashStates& states, CrashStates::Which which, const Restart& restart,
                             const Extent& extent, Part& part) {
  const Examination& examination = restart.examination;
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
    skip(legal - to_visit, 0);
  }
  if (which == CrashStates::Which::all) part.is_complete = true;
  if (!may_make_more()) {
    part.is_complete = false;
    skip(0, to_visit);
    return;
  }
  std::uint64_t visited = 0;
  auto visit = [&](const Choice& choice, Disk& disk) {
    ++visited;
    ++nested_states_;
    PointUnderWay under_way(states, choice);
    NodeId node = visit_at(disk, restart.level + 1);
    if (node == no_node) {
      part.is_complete = false;
      return;
    }
    CrashPoint point{.call = states.call()};
    bool returned = !states.is_under_way();
    std::uint32_t calls = point.call + (returned ? 1 : 0);
    Child child{.node = node,
                .late = calls >= examination.opened_calls,
                .probe_due = calls >= examination.probed_calls,
                .point = {}};
    std::uint64_t all_of_it = std::uint64_t{node} * 4 + (child.late ? 2 : 0) + child.probe_due;
    if (!part.seen.insert(all_of_it).second) return;
    child.point = states.point(choice);
    child.point.call -= extent.begin;
    part.children.push_back(std::move(child));
  };
  if (to_visit <= std::max(restart.budget, states.bytes_under_way())) {
    states.visit(which, visit);
  } else {
    std::uint64_t samples = std::max<std::uint64_t>(1, setup_.options.budget / nested_sample_part);
    states.sample(which, samples, states.call() - extent.begin + 1, visit);
    part.is_complete = false;
    skip(to_visit - visited, 0);
  }
}

}  // namespace powercut
