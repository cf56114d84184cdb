// The answers of an ImageGraph once it is closed, and which images differ in unread files only.
#include <algorithm>

#include "harness/explore/image_graph.h"
#include "powercut/harness/operation.h"

namespace powercut {

namespace {

constexpr std::size_t unread_sets_max = 16;
constexpr std::size_t images_below_max = 256;

std::string show(const FoundValue& found) { return found.there ? quote(found.value) : "absent"; }

}  // namespace

std::optional<Violation> compare_readings(const KeyTable& keys, std::span<const FoundValue> before,
                                          std::span<const FoundValue> after) {
  for (std::uint32_t key = 0; key < keys.size(); ++key) {
    bool same = before[key].there == after[key].there &&
                (!before[key].there || before[key].value == after[key].value);
    if (same) continue;
    return Violation{FindingKind::unstable, keys.name(key), show(before[key]),
                     show(after[key]) + " after another crash"};
  }
  return std::nullopt;
}

void ImageGraph::close() {
  for (Node& node : nodes_) {
    if (node.observation != no_observation) node.set = observations_.intern_set({node.observation});
  }
  unite_sets();
  find_contradictions();
  if (!problems_.empty()) {
    spread(&Node::reaches_problem, [](const Node& node) { return node.problem >= 0; });
  }
  settle_audits();
}

// Children have higher numbers than their parents, but where a path comes back to a known image:
// from the last to the first it is soon done.
void ImageGraph::unite_sets() {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t index = nodes_.size(); index-- > 0;) {
      Node& node = nodes_[index];
      ObservationSetId set = node.set;
      for_each_child(node, [&](const Child& child, std::uint32_t) {
        if (child.late && node.binds) return;
        set = observations_.united(set, nodes_[child.node].set);
      });
      changed = changed || set != node.set;
      node.set = set;
    }
  }
}

void ImageGraph::find_contradictions() {
  for (Node& node : nodes_) {
    if (node.problem >= 0) continue;
    for_each_child(node, [&](const Child& child, std::uint32_t begin) {
      if (!child.late || node.problem >= 0) return;
      if (auto problem = contradiction(node, child, begin)) {
        node.problem = static_cast<std::int32_t>(problems_.size());
        problems_.push_back(std::move(*problem));
      }
    });
  }
}

// All that was found, and the probe if its write was acknowledged, must be found after a crash.
std::optional<ImageGraph::Problem> ImageGraph::contradiction(const Node& node, const Child& child,
                                                             std::uint32_t begin) const {
  if (!setup_.believes_readers) return std::nullopt;
  for (ObservationId id : observations_.set(nodes_[child.node].set)) {
    std::optional<Violation> violation;
    if (node.binds && !observations_.same_keys(id, node.observation)) {
      violation = compare_readings(setup_.keys, observations_.keys_of(node.observation),
                                   observations_.keys_of(id));
    } else if (child.probe_due && !observations_.probe_of(id).there) {
      violation = {FindingKind::unstable, std::nullopt,
                   "what was written after the recovery is there", "absent after a crash"};
    }
    if (!violation) continue;
    Problem problem{std::move(*violation), {child.point}};
    problem.way.front().call += begin;
    std::ranges::move(way_to(child.node, id), std::back_inserter(problem.way));
    return problem;
  }
  return std::nullopt;
}

// The shortest way to a node that is wanted.
template <typename Found>
std::optional<std::vector<CrashPoint>> ImageGraph::way_from(NodeId start, bool late_too,
                                                            const Found& found) const {
  struct Reached {
    NodeId node;
    std::size_t from;
    CrashPoint point;
  };
  std::vector<Reached> steps{{start, 0, {}}};
  absl::flat_hash_map<NodeId, bool> seen{{start, true}};
  for (std::size_t next = 0; next < steps.size(); ++next) {
    if (found(nodes_[steps[next].node])) {
      std::vector<CrashPoint> way;
      for (std::size_t step = next; step != 0; step = steps[step].from) {
        way.push_back(steps[step].point);
      }
      std::ranges::reverse(way);
      return way;
    }
    for_each_child(nodes_[steps[next].node], [&](const Child& child, std::uint32_t begin) {
      if (child.late && !late_too && nodes_[steps[next].node].binds) return;
      if (!seen.try_emplace(child.node, true).second) return;
      CrashPoint point = child.point;
      point.call += begin;
      steps.push_back({child.node, next, std::move(point)});
    });
  }
  return std::nullopt;
}

std::optional<ImageGraph::Problem> ImageGraph::problem_of(NodeId id) const {
  if (!nodes_[id].reaches_problem) return std::nullopt;
  std::int32_t problem = -1;
  auto way = way_from(id, true, [&](const Node& node) {
    problem = node.problem;
    return problem >= 0;
  });
  Problem found = problems_[static_cast<std::size_t>(problem)];
  found.way.insert(found.way.begin(), way->begin(), way->end());
  return found;
}

std::vector<CrashPoint> ImageGraph::way_to(NodeId id, ObservationId observation) const {
  auto way = way_from(id, false, [&](const Node& node) { return node.observation == observation; });
  return way.value_or(std::vector<CrashPoint>());
}

std::optional<NodeId> ImageGraph::find_unread() {
  for (const UnreadFiles& unread : unread_) {
    auto known = unread.by_rest.find(hasher_.without(unread.names));
    if (known != unread.by_rest.end()) return known->second;
  }
  return std::nullopt;
}

// Files with content that nobody looked at, neither this recovery nor one of what a crash in it
// leaves. Where one renames or links files, a name does not tell which file was read, and where
// some were left out, nobody knows what they read: then all count as read.
void ImageGraph::note_unread(NodeId id, const Disk& image) {
  if (!setup_.options.reduces || nodes_[id].observation == no_observation) return;
  hasher_.take(image);
  std::vector<std::uint64_t> names;
  for (const ImageHasher::Entry& entry : hasher_.entries()) {
    bool is_read = std::ranges::binary_search(read_names_of(nodes_[id]), entry.name);
    if (entry.is_file && !is_read && !image.contents(entry.inode).empty()) {
      names.push_back(entry.name);
    }
  }
  if (names.empty()) return;
  std::size_t images_below = 0;
  way_from(id, true, [&](const Node& node) {
    bool too_many = ++images_below > images_below_max;
    bool left_out = std::ranges::any_of(
        node.parts, [&](const PartOfNode& part) { return parts_[part.part].skipped > 0; });
    if (node.renames || left_out || too_many) names.clear();
    std::erase_if(names, [&](std::uint64_t name) {
      return std::ranges::binary_search(read_names_of(node), name);
    });
    return names.empty();
  });
  if (names.empty()) return;
  std::ranges::sort(names);
  auto unread = std::ranges::find(unread_, names, &UnreadFiles::names);
  if (unread == unread_.end()) {
    if (unread_.size() == unread_sets_max) return;
    unread_.push_back({names, {}});
    unread = unread_.end() - 1;
  }
  unread->by_rest.try_emplace(hasher_.without(names), id);
}

}  // namespace powercut
