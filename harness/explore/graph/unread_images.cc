#include "harness/explore/graph/unread_images.h"

#include <algorithm>
#include <span>

namespace powercut {

namespace {

constexpr std::size_t unread_sets_max = 16;
constexpr std::size_t images_below_max = 256;

}  // namespace

std::uint32_t UnreadImages::intern(const std::vector<std::uint64_t>& read_names) {
  auto [known, is_new] = by_read_names_.try_emplace(hash_of(std::as_bytes(std::span(read_names))),
                                                    static_cast<std::uint32_t>(read_names_.size()));
  if (is_new) read_names_.push_back(read_names);
  return known->second;
}

std::optional<NodeId> UnreadImages::find(const ImageHasher& hasher) const {
  for (const UnreadFiles& unread : unread_) {
    auto known = unread.by_rest.find(hasher.without(unread.names));
    if (known != unread.by_rest.end()) return known->second;
  }
  return std::nullopt;
}

bool UnreadImages::is_read(const CrashGraph::Node& node, std::uint64_t name) const {
  return std::ranges::binary_search(read_names_[node.read_names], name);
}

void UnreadImages::note(const CrashGraph& graph, NodeId id, const Disk& image,
                        ImageHasher& hasher) {
  if (graph.nodes[id].observation == no_observation) return;
  hasher.take(image);
  std::vector<std::uint64_t> names;
  for (const ImageHasher::Entry& entry : hasher.entries()) {
    bool has_bytes = entry.is_file && !is_read(graph.nodes[id], entry.name) &&
                     !image.contents(entry.inode).empty();
    if (has_bytes) names.push_back(entry.name);
  }
  if (!names.empty()) leave_unread_below(graph, id, names);
  if (names.empty()) return;
  std::ranges::sort(names);
  auto unread = std::ranges::find(unread_, names, &UnreadFiles::names);
  if (unread == unread_.end()) {
    if (unread_.size() == unread_sets_max) return;
    unread_.push_back({names, {}});
    unread = unread_.end() - 1;
  }
  unread->by_rest.try_emplace(hasher.without(names), id);
}

// Leaves, among the names, those that nobody has read, neither this recovery nor one of what a
// crash in it leaves.
void UnreadImages::leave_unread_below(const CrashGraph& graph, NodeId id,
                                      std::vector<std::uint64_t>& names) const {
  std::size_t images_below = 0;
  graph.way_from(id, true, [&](const CrashGraph::Node& node) {
    bool too_many = ++images_below > images_below_max;
    if (node.renames || graph.has_skipped(node) || too_many) names.clear();
    std::erase_if(names, [&](std::uint64_t name) { return is_read(node, name); });
    return names.empty();
  });
}

}  // namespace powercut
