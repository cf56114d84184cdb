#include "faultfs/fidelity/guest/known_recoveries.h"

#include <utility>

namespace powercut {

std::optional<std::string> KnownRecoveries::find(const BlockImage& image) const {
  if (nodes_.empty()) return std::nullopt;
  const Node* node = &nodes_.front();
  while (!node->tree) {
    auto next = node->next.find(image.hash_of(node->block));
    if (next == node->next.end()) return std::nullopt;
    node = &nodes_[next->second];
  }
  return node->tree;
}

// Reads come in another order now and then: the blocks that are asked for on the way down need not
// be those of this recovery, and all of its own are asked for on the rest of the way.
void KnownRecoveries::add(const BlockImage& image, const std::vector<std::uint64_t>& reads,
                          std::string tree) {
  if (nodes_.empty()) nodes_.emplace_back();
  std::size_t node = 0;
  std::vector<std::uint64_t> asked;
  auto step = [&](std::uint64_t block) {
    auto [next, is_new] = nodes_[node].next.try_emplace(image.hash_of(block), nodes_.size());
    node = next->second;
    if (is_new) nodes_.emplace_back();
    return is_new;
  };
  bool is_new = nodes_.size() == 1;
  while (!is_new && !nodes_[node].tree) {
    asked.push_back(nodes_[node].block);
    is_new = step(nodes_[node].block);
  }
  if (nodes_[node].tree) return;  // known by now
  for (const std::uint64_t block : reads) {
    if (std::ranges::find(asked, block) != asked.end()) continue;
    nodes_[node].block = block;
    step(block);
  }
  nodes_[node].tree = std::move(tree);
}

}  // namespace powercut
