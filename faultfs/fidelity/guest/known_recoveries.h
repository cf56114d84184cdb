// KnownRecoveries: what a kernel made of crash images, found again by the blocks that it read.
//
// A kernel that recovers an image and reads its tree reads some blocks, and which ones follows from
// what the earlier ones held. So two images with the same content in all blocks that one recovery
// has read end in the same tree; the content of the other blocks cannot matter. Half-written
// journals and tree nodes that nothing names yet are such blocks, and most images differ in nothing
// else.
//
//   reads of past recoveries, as a tree:   block 0 = a -> block 9 = b -> "f=100a"
//                                                         block 9 = c -> block 4 = d -> "-"
//
// This rests on the kernel: no clock and no chance decide what it reads. The guest recovers some of
// the images that are found here all the same, and counts where the trees differ.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "faultfs/fidelity/guest/block_image.h"

namespace powercut {

class KnownRecoveries {
 public:
  // The tree that a recovery of this image would end in; nullopt: none is known that read the same.
  std::optional<std::string> find(const BlockImage& image) const;

  // reads: the blocks that the recovery of the image has read, in their order.
  void add(const BlockImage& image, const std::vector<std::uint64_t>& reads, std::string tree);

 private:
  struct Node {
    std::uint64_t block = 0;                                   // read next
    std::unordered_map<std::uint64_t, std::size_t> next = {};  // by the hash of what it holds
    std::optional<std::string> tree = {};                      // at the end of a recovery
  };

  std::vector<Node> nodes_;
};

}  // namespace powercut
