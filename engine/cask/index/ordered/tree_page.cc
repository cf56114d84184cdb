#include "engine/cask/index/ordered/tree_page.h"
#include "engine/io/macros.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <new>

namespace powercut {
namespace {

// The first 8 bytes, as a number that is ordered as they are.
std::uint64_t front(std::string_view key) {
  std::uint64_t bytes;
  std::memcpy(&bytes, key.data(), sizeof(bytes));
  return std::endian::native == std::endian::little ? std::byteswap(bytes) : bytes;
}

// As operator<. Most keys differ early, and then this is much faster.
bool is_less(std::string_view left, std::string_view right) {
  for (int words = 0; words < 2 && std::min(left.size(), right.size()) >= 8; ++words) {
    const std::uint64_t left_front = front(left);
    const std::uint64_t right_front = front(right);
    if (left_front != right_front) return left_front < right_front;
    left.remove_prefix(8);
    right.remove_prefix(8);
  }
  return left < right;
}

}  // namespace

TreePage::TreePage(std::uint64_t generation, std::uint32_t level, std::uint32_t page_bytes)
    : generation_(generation), page_bytes_(page_bytes), level_(level) {
  bounds()[0] = 0;
}

TreePage* TreePage::make(std::uint64_t generation, std::uint32_t level, std::size_t bytes) {
  const std::size_t steps = (page_fixed_bytes + bytes + page_step_bytes - 1) / page_step_bytes;
  const std::size_t page_bytes = steps * page_step_bytes - allocator_bytes;
  CHECK(page_bytes <= std::numeric_limits<std::uint32_t>::max());
  void* const memory = ::operator new(page_bytes);
  return new (memory) TreePage(generation, level, static_cast<std::uint32_t>(page_bytes));
}

void TreePage::free(TreePage* page) noexcept {
  page->~TreePage();
  ::operator delete(page);
}

std::size_t TreePage::room_bytes() const {
  return page_bytes_ + allocator_bytes - page_fixed_bytes;
}

std::size_t TreePage::memory_bytes() const { return page_bytes_ + allocator_bytes; }

std::uint32_t TreePage::lower_bound(std::string_view wanted) const {
  return partition(0, [&](std::string_view key) { return is_less(key, wanted); });
}

std::uint32_t TreePage::child_for(std::string_view wanted) const {
  return partition(1, [&](std::string_view key) { return !is_less(wanted, key); }) - 1;
}

template <typename IsBefore>
std::uint32_t TreePage::partition(std::uint32_t first, IsBefore is_before) const {
  std::uint32_t last = count_;
  while (first < last) {
    const std::uint32_t middle = (first + last) / 2;
    // Both keys that may be next come from memory while this one is compared.
    __builtin_prefetch(entry((first + middle) / 2));
    __builtin_prefetch(entry((middle + last) / 2));
    if (is_before(key(middle))) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return first;
}

char* TreePage::open_gap(std::uint32_t index, std::size_t bytes) {
  CHECK(index <= count_);
  CHECK(used_bytes() + sizeof(std::uint32_t) + bytes <= room_bytes());
  std::uint32_t* const bound = bounds();
  char* const lowest = end() - bound[count_];
  char* const gap_end = end() - bound[index];
  std::memmove(lowest - bytes, lowest, static_cast<std::size_t>(gap_end - lowest));
  for (std::uint32_t moved = count_ + 1; moved > index; --moved) {
    bound[moved] = bound[moved - 1] + static_cast<std::uint32_t>(bytes);
  }
  ++count_;
  return gap_end - bytes;
}

void TreePage::erase(std::uint32_t index) {
  CHECK(index < count_);
  std::uint32_t* const bound = bounds();
  char* const lowest = end() - bound[count_];
  const std::uint32_t bytes = bound[index + 1] - bound[index];
  std::memmove(lowest + bytes, lowest, static_cast<std::size_t>(entry(index) - lowest));
  for (std::uint32_t moved = index + 1; moved < count_; ++moved) {
    bound[moved] = bound[moved + 1] - bytes;
  }
  --count_;
}

void TreePage::forget_first_key() {
  CHECK(!is_leaf() && count_ > 0);
  std::uint32_t* const bound = bounds();
  char* const lowest = end() - bound[count_];
  const auto bytes = static_cast<std::uint32_t>(key(0).size());
  const char* const key_begin = entry(0) + sizeof(ChildLink);
  std::memmove(lowest + bytes, lowest, static_cast<std::size_t>(key_begin - lowest));
  for (std::uint32_t moved = 1; moved <= count_; ++moved) bound[moved] -= bytes;
}

void TreePage::append(const TreePage& source, std::uint32_t first, std::uint32_t last) {
  CHECK(level_ == source.level_ && first <= last && last <= source.count_);
  const std::uint32_t bytes = source.bounds()[last] - source.bounds()[first];
  const std::uint32_t added = last - first;
  CHECK(used_bytes() + added * sizeof(std::uint32_t) + bytes <= room_bytes());
  std::uint32_t* const bound = bounds();
  std::memcpy(end() - bound[count_] - bytes, source.end() - source.bounds()[last], bytes);
  const std::uint32_t shift = bound[count_] - source.bounds()[first];
  for (std::uint32_t copied = 1; copied <= added; ++copied) {
    bound[count_ + copied] = source.bounds()[first + copied] + shift;
  }
  count_ += added;
}

}  // namespace powercut
