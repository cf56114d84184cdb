// KnownRecoveries: finds the tree of a crash image without a recovery, by the blocks that earlier
// recoveries have read.
//
// A kernel that recovers an image and reads its tree reads some blocks; the content of the earlier
// ones decides which one is next. So two images with the same content in all blocks that one
// recovery has read end in the same tree, and the content of the other blocks cannot matter.
// Half-written journals and tree nodes that nothing names yet are such blocks, and most images
// differ in nothing else.
//
//   reads of past recoveries, as a tree:   block 0 = a -> block 9 = b -> "f=100a"
//                                                         block 9 = c -> block 4 = d -> "-"
//
// This holds if neither the time nor chance decides what the kernel reads. The guest recovers some
// of the images that are found here all the same, and counts the different trees.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "faultfs/fidelity/guest/block_image.h"

namespace powercut {

class KnownRecoveries {
 public:
  // The tree in which a recovery of this image would end. nullopt: no known recovery read the same.
  std::optional<std::string> find(const BlockImage& image) const;

  // Adds a recovery. reads: the blocks that the recovery of the image has read, in their order.
  void add(const BlockImage& image, const std::vector<std::uint64_t>& reads, std::string tree);

 private:
  struct Node {
    std::uint64_t block = 0;                                   // the block that is read next
    std::unordered_map<std::uint64_t, std::size_t> next = {};  // by the hash of its content
    std::optional<std::string> tree = {};                      // at the end of a recovery
  };

  std::vector<Node> nodes_;
};

}  // namespace powercut
