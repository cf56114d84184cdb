// UnreadImages: finds a node whose image differs from a new image only in files that no recovery
// reads. That node then stands for the new image.
//
// A file is unread if neither the recovery of the node's image reads its bytes, nor the recovery of
// any image that crashes lead to from there. All files count as read if one of these recoveries
// renames or links files, since a name does not tell then which file was read. They also count as
// read if crashes below were skipped, or if too many images follow.
#pragma once

#include <absl/container/flat_hash_map.h>

#include "faultfs/disk/image_hash.h"
#include "harness/explore/graph/crash_graph.h"

namespace powercut {

class UnreadImages {
 public:
  // The number of a set of files, which are given by the hashes of their paths, sorted. Equal sets
  // are kept once, since most recoveries read the same files.
  std::uint32_t intern(const std::vector<std::uint64_t>& read_names);

  // A node whose image differs only in unread files from the one that the hasher has taken.
  std::optional<NodeId> find(const ImageHasher& hasher) const;

  // Adds a node, if its image has unread files. To be called when all crashes in the node's
  // recovery have been followed. The hasher takes the image.
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
