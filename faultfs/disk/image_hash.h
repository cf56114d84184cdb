// ImageHash: tells images apart by 128 bits. It covers names, kinds, sizes, bytes, reserved room,
// and which names stand for the same file. It does not cover inode numbers, since no process sees
// them.
//
// Two images with the same hash count as equal. The probability that two different ones among n
// images have the same hash is n * n / 2^129: 1e-26 for a million. `powercut sweep
// --audit-reduction` checks on it.
//
// Source of the hash: XXH3, 128 bits (libxxhash).
#pragma once

#include <functional>
#include <vector>

#include "powercut/faultfs/disk.h"

namespace powercut {

struct ImageHash {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  friend bool operator==(const ImageHash&, const ImageHash&) = default;
  friend auto operator<=>(const ImageHash&, const ImageHash&) = default;

  struct Hasher {
    std::size_t operator()(const ImageHash& hash) const { return hash.low; }
  };
};

ImageHash hash_of(Bytes bytes);

// Hashes one image after another, and keeps its memory between them. Threads: one for each object.
class ImageHasher {
 public:
  // Reads the image.
  void take(const Disk& image);

  // The hash of the image that was read last.
  ImageHash whole() const;

  // The hash without the content of some files, if they are there: only their names count, and
  // whether they are empty. names: the hashes of their paths, sorted.
  ImageHash without(const std::vector<std::uint64_t>& names) const;

  // A file or directory of the image that was read last.
  struct Entry {
    std::uint64_t name;  // hash of its path
    InodeId inode;
    bool is_file;
    bool has_room;
    ImageHash content;  // none for a directory
  };
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  void take_directory(const Disk& image, InodeId directory, std::uint64_t path);

  std::vector<Entry> entries_;
  std::vector<InodeId> trail_;
  mutable std::vector<std::uint64_t> words_;  // kept for its memory
};

}  // namespace powercut
