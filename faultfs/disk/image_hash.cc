#include "faultfs/disk/image_hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

namespace powercut {

namespace {

ImageHash from(XXH128_hash_t hash) { return {.low = hash.low64, .high = hash.high64}; }

}  // namespace

ImageHash hash_of(Bytes bytes) { return from(XXH3_128bits(bytes.data(), bytes.size())); }

void ImageHasher::take(const Disk& image) {
  entries_.clear();
  trail_.clear();
  take_directory(image, root_inode, 0);
}

// Ends where a directory lies within itself.
void ImageHasher::take_directory(const Disk& image, InodeId directory, std::uint64_t path) {
  if (std::ranges::find(trail_, directory) != trail_.end()) return;
  trail_.push_back(directory);
  for (const DirectoryEntry& entry : image.entries(directory)) {
    std::uint64_t name = XXH3_64bits_withSeed(entry.name.data(), entry.name.size(), path);
    bool is_file = image.kind(entry.inode) == InodeKind::file;
    entries_.push_back({.name = name,
                        .inode = entry.inode,
                        .is_file = is_file,
                        .has_room = image.has_room(entry.inode),
                        .content = {}});
    if (is_file) {
      entries_.back().content = hash_of(image.contents(entry.inode));
    } else {
      take_directory(image, entry.inode, name | 1);
    }
  }
  trail_.pop_back();
}

ImageHash ImageHasher::whole() const { return without({}); }

ImageHash ImageHasher::without(const std::vector<std::uint64_t>& names) const {
  constexpr std::size_t words_per_entry = 4;
  static const ImageHash of_nothing = hash_of({});
  words_.clear();
  words_.reserve(entries_.size() * words_per_entry);
  for (const Entry& entry : entries_) {
    bool ignored = std::ranges::binary_search(names, entry.name);
    // A file may have two names, where a rename fell apart: they are not two files.
    auto first = std::ranges::find(entries_, entry.inode, &Entry::inode);
    words_.push_back(entry.name);
    words_.push_back(static_cast<std::uint64_t>(first - entries_.begin()) * 4 +
                     (entry.has_room ? 2 : 0) + (entry.is_file ? 1 : 0));
    bool counts = !ignored || entry.content == of_nothing;
    words_.push_back(counts ? entry.content.low : 0);
    words_.push_back(counts ? entry.content.high : 0);
  }
  return hash_of(std::as_bytes(std::span(words_)));
}

}  // namespace powercut
