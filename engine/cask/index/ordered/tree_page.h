// TreePage: a page of an OrderedIndex's tree, a sorted array of entries in one allocation.
//
//   [header][bounds: 4 each] -> free <- [entry count-1] ... [entry 1][entry 0]
//   entry = payload key      payload = RecordPlace in a leaf, ChildLink further up
//
// bounds[0] is 0. Entry i ends bounds[i] bytes before the end of the page, and begins bounds[i + 1]
// bytes before it. So entries have no gaps and need no lengths, and a key in a leaf costs 16 bytes
// and itself. An insert moves the entries behind it, at most 4 KiB unless keys are long.
//
// A page is as large as its content, in steps of page_step_bytes, and is made anew when it must
// grow. It is split when it would hold more than page_bytes_full. It is larger only if its few keys
// are too long for that. So every key is whole in its page.
//
// Key 0 of a page that is no leaf stands for everything before key 1, and is empty.
//
// Threads: a page has no locks. Readers may share a page that nobody changes; `next_dropped` is no
// part of what they read. Errors: std::bad_alloc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/cask/formats/record_place.h"

namespace powercut {

class TreePage;

// The payload of an entry in a page that is no leaf.
struct ChildLink {
  TreePage* page;
};

class TreePage {
 public:
  // Makes a page with room for `bytes` of entries (entry_bytes) or a little more. Level 0 is a
  // leaf.
  static TreePage* make(std::uint64_t generation, std::uint32_t level, std::size_t bytes);
  static void free(TreePage* page) noexcept;

  TreePage(const TreePage&) = delete;
  TreePage& operator=(const TreePage&) = delete;

  std::uint64_t generation() const { return generation_; }
  std::uint32_t level() const { return level_; }
  bool is_leaf() const { return level_ == 0; }
  std::uint32_t count() const { return count_; }

  // The bytes that one entry takes of a page.
  template <typename Payload>
  static std::size_t entry_bytes(std::string_view key) {
    return sizeof(std::uint32_t) + sizeof(Payload) + key.size();
  }
  // The bytes of the first `count` entries, of all entries, and those that there is room for.
  std::size_t bytes_of(std::uint32_t count) const {
    return count * sizeof(std::uint32_t) + bounds()[count];
  }
  std::size_t used_bytes() const { return bytes_of(count_); }
  std::size_t room_bytes() const;
  // Includes the header, and the allocator's own bytes.
  std::size_t memory_bytes() const;

  // Good until the page changes.
  std::string_view key(std::uint32_t index) const {
    const std::size_t payload_bytes = is_leaf() ? sizeof(RecordPlace) : sizeof(ChildLink);
    const char* const begin = entry(index) + payload_bytes;
    return {begin, static_cast<std::size_t>(end() - bounds()[index] - begin)};
  }
  RecordPlace place(std::uint32_t index) const { return payload<RecordPlace>(index); }
  TreePage* child(std::uint32_t index) const { return payload<ChildLink>(index).page; }

  // In a leaf: the number of keys that are less than this one.
  std::uint32_t lower_bound(std::string_view key) const;
  // Further up: the child among whose keys this one belongs.
  std::uint32_t child_for(std::string_view key) const;

  // Prefetches the bytes that a search looks at first, all at once.
  void prefetch() const {
    const char* const begin = reinterpret_cast<const char*>(this);
    for (std::size_t line = 0; line < prefetched_bytes; line += 64)
      __builtin_prefetch(begin + line);
  }

  // Changes. There must be room. The key must not be in the page, nor may its bytes be.
  template <typename Payload>
  void insert(std::uint32_t index, std::string_view key, Payload payload) {
    char* const target = open_gap(index, sizeof(Payload) + key.size());
    std::memcpy(target, &payload, sizeof(Payload));
    if (!key.empty()) std::memcpy(target + sizeof(Payload), key.data(), key.size());
  }
  template <typename Payload>
  void overwrite(std::uint32_t index, Payload payload) {
    std::memcpy(entry(index), &payload, sizeof(Payload));
  }
  void erase(std::uint32_t index);
  // Further up: makes key 0 empty.
  void forget_first_key();
  // Appends entries [first, last) of the source, which has the same level.
  void append(const TreePage& source, std::uint32_t first, std::uint32_t last);

  // The list that this page is on while only snapshots can see it (page_keeper.h).
  TreePage* next_dropped = nullptr;

 private:
  // The header and the bounds of most pages.
  static constexpr std::size_t prefetched_bytes = 384;

  TreePage(std::uint64_t generation, std::uint32_t level, std::uint32_t page_bytes);
  ~TreePage() = default;

  std::uint32_t* bounds() { return reinterpret_cast<std::uint32_t*>(this + 1); }
  const std::uint32_t* bounds() const { return reinterpret_cast<const std::uint32_t*>(this + 1); }
  char* end() { return reinterpret_cast<char*>(this) + page_bytes_; }
  const char* end() const { return reinterpret_cast<const char*>(this) + page_bytes_; }
  char* entry(std::uint32_t index) { return end() - bounds()[index + 1]; }
  const char* entry(std::uint32_t index) const { return end() - bounds()[index + 1]; }

  template <typename Payload>
  Payload payload(std::uint32_t index) const {
    Payload payload;
    std::memcpy(&payload, entry(index), sizeof(Payload));
    return payload;
  }
  // The first entry, from `first` on, for which is_before() is false.
  template <typename IsBefore>
  std::uint32_t partition(std::uint32_t first, IsBefore is_before) const;
  // Makes entry `index`, of so many bytes, and returns where to fill it in. The old entry `index`
  // and those after it move up.
  char* open_gap(std::uint32_t index, std::size_t bytes);

  std::uint64_t generation_;
  std::uint32_t page_bytes_;
  std::uint32_t count_ = 0;
  std::uint32_t level_;
};

// The sizes of a page in bytes, and its bytes that are not for entries: the header, the first
// bound, and the allocator's word.
inline constexpr std::size_t page_bytes_max = 4096;
inline constexpr std::size_t page_step_bytes = 256;
inline constexpr std::size_t allocator_bytes = 8;
inline constexpr std::size_t page_fixed_bytes =
    sizeof(TreePage) + sizeof(std::uint32_t) + allocator_bytes;
inline constexpr std::size_t page_bytes_full = page_bytes_max - page_fixed_bytes;

// Pages that are no leaf have two children or more, so no memory holds a deeper tree.
inline constexpr std::size_t tree_depth_max = 40;

}  // namespace powercut
