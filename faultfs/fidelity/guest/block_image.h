// BlockImage: holds the bytes of a disk as a base file, which nobody changes, and the blocks that
// differ from it.
//
// The cost of a copy grows only with the blocks that differ. A block is hashed once, however many
// images share it. The file is borrowed and must stay open. Threads: one at a time.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <span>

#include "faultfs/fidelity/guest/kernel_check.h"

namespace powercut {

class BlockImage {
 public:
  static constexpr std::size_t block_bytes = 4096;

  explicit BlockImage(int base_file) : base_file_(base_file) {}

  void read(std::uint64_t offset, std::span<char> target) const {
    for_each_part(offset, target, [&](std::uint64_t index, std::size_t from, std::span<char> part) {
      auto found = blocks_.find(index);
      if (found != blocks_.end()) {
        std::copy_n(found->second->bytes.begin() + from, part.size(), part.begin());
      } else {
        read_base(index * block_bytes + from, part);
      }
    });
  }

  void write(std::uint64_t offset, std::span<const char> source) {
    for_each_part(offset, source,
                  [&](std::uint64_t index, std::size_t from, std::span<const char> part) {
                    std::ranges::copy(part, own(index).bytes.begin() + from);
                  });
  }

  // A hash of the blocks that differ, in their order.
  std::uint64_t hash() const {
    std::uint64_t sum = first_sum;
    for (const auto& [index, block] : blocks_) sum = mixed(mixed(sum, index), hash_of(*block));
    return sum;
  }

  // The hash of one block. 0: the block is that of the base file.
  std::uint64_t hash_of(std::uint64_t index) const {
    auto found = blocks_.find(index);
    return found == blocks_.end() ? 0 : hash_of(*found->second);
  }

 private:
  struct Block {
    std::array<char, block_bytes> bytes = {};
    std::uint64_t hash = 0;  // 0: not known yet
  };

  static constexpr std::uint64_t first_sum = 14695981039346656037U;

  static std::uint64_t mixed(std::uint64_t sum, std::uint64_t word) {
    sum = (sum ^ word) * 1099511628211U;
    return sum ^ sum >> 29;
  }

  static std::uint64_t hash_of(Block& block) {
    if (block.hash != 0) return block.hash;
    std::uint64_t sum = first_sum;
    for (std::size_t at = 0; at < block_bytes; at += sizeof(std::uint64_t)) {
      std::uint64_t word = 0;
      std::memcpy(&word, block.bytes.data() + at, sizeof word);
      sum = mixed(sum, word);
    }
    block.hash = std::max<std::uint64_t>(sum, 1);
    return block.hash;
  }

  template <typename Span, typename Visit>
  static void for_each_part(std::uint64_t offset, Span bytes, const Visit& visit) {
    while (!bytes.empty()) {
      std::size_t from = offset % block_bytes;
      std::size_t count = std::min(bytes.size(), block_bytes - from);
      visit(offset / block_bytes, from, bytes.first(count));
      bytes = bytes.subspan(count);
      offset += count;
    }
  }

  // Bytes beyond the end of the file are zeros.
  void read_base(std::uint64_t offset, std::span<char> target) const {
    ssize_t count = pread(base_file_, target.data(), target.size(), static_cast<off_t>(offset));
    check(static_cast<int>(count), "the fresh file system's image");
    std::ranges::fill(target.subspan(static_cast<std::size_t>(count)), '\0');
  }

  Block& own(std::uint64_t index) {
    std::shared_ptr<Block>& block = blocks_[index];
    if (block == nullptr) {
      block = std::make_shared<Block>();
      read_base(index * block_bytes, block->bytes);
    } else if (block.use_count() > 1) {
      block = std::make_shared<Block>(*block);
    }
    block->hash = 0;
    return *block;
  }

  int base_file_;
  std::map<std::uint64_t, std::shared_ptr<Block>> blocks_;
};

}  // namespace powercut
