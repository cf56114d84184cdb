// UnreadImages: the images for whose outcome some files do not matter, since no recovery looks at
// their bytes. A new image that differs from one of these in such files alone is as good as it.
//
// A file counts as read, whatever was read, if it is not known who read what: where a recovery
// renames or links files, since a name does not tell then which file it was, and where crashes in
// recoveries below were left out.
#pragma once

#include <absl/container/flat_hash_map.h>

#include "faultfs/image_hash.h"
#include "harness/explore/graph/crash_graph.h"

namespace powercut {

class UnreadImages {
 public:
  // The number of a set of files, by the hashes of their paths, sorted: most recoveries read the
  // same ones.
  std::uint32_t intern(const std::vector<std::uint64_t>& read_names);

  // A node whose image differs from the one that the hasher has taken in unread files only.
  std::optional<NodeId> find(const ImageHasher& hasher) const;

  // Once all crashes in the node's recovery have been followed. The hasher takes the image.
  void note(const CrashGraph& graph, NodeId node, const Disk& image, ImageHasher& hasher);

 private:
  struct UnreadFiles {
    std::vector<std::uint64_t> names;
    absl::flat_hash_map<ImageHash, NodeId, ImageHash::Hasher> by_rest;
  };

  bool is_read(const CrashGraph::Node& node, std::uint64_t name) const;
  void leave_unread_below(const CrashGraph& graph, NodeId node,
                          std::vector<std::uint64_t>& names) const;

  std::vector<std::vector<std::uint64_t>> read_names_;
  absl::flat_hash_map<ImageHash, std::uint32_t, ImageHash::Hasher> by_read_names_;
  std::vector<UnreadFiles> unread_;
};

}  // namespace powercut
