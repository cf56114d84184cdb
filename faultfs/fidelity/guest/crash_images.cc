#include "faultfs/fidelity/guest/crash_images.h"

#include <random>

namespace powercut {

namespace {

// Where a gap has more blocks, its writes are there or not as a whole.
constexpr std::size_t blocks_apart_max = 24;
constexpr std::uint64_t countless = std::uint64_t{1} << 62;

// A part of a logged write, in one block; written together or not at all.
struct Piece {
  std::size_t event;  // its index in the log
  std::uint64_t offset;
  std::span<const char> bytes;
};

using Subset = std::vector<bool>;  // of the pieces of a gap

enum class Tried : std::uint8_t { impossible, known, new_one };

std::size_t count_blocks(const BlockEvent& write) {
  constexpr std::uint64_t block = BlockImage::block_bytes;
  if (write.bytes.empty()) return 0;
  return (write.offset + write.bytes.size() - 1) / block - write.offset / block + 1;
}

void add_pieces(const BlockLog& log, std::size_t event, bool by_blocks,
                std::vector<Piece>& pieces) {
  const BlockEvent& write = log[event];
  if (!by_blocks && !write.bytes.empty()) {
    pieces.push_back({event, write.offset, write.bytes});
    return;
  }
  std::span<const char> rest(write.bytes);
  std::uint64_t offset = write.offset;
  while (!rest.empty()) {
    std::size_t room = BlockImage::block_bytes - offset % BlockImage::block_bytes;
    std::size_t count = std::min(rest.size(), room);
    pieces.push_back({event, offset, rest.first(count)});
    rest = rest.subspan(count);
    offset += count;
  }
}

// All of them.
std::vector<Subset> all_subsets(std::size_t count) {
  std::vector<Subset> subsets;
  for (std::uint64_t bits = 0; bits < (std::uint64_t{1} << count); ++bits) {
    Subset subset(count);
    for (std::size_t piece = 0; piece < count; ++piece) subset[piece] = ((bits >> piece) & 1) != 0;
    subsets.push_back(std::move(subset));
  }
  return subsets;
}

// The telling ones: prefixes; those that lack the piece before their last; all but one; each alone.
std::vector<Subset> telling_subsets(std::size_t count) {
  std::vector<Subset> subsets;
  for (std::size_t end = 0; end <= count; ++end) {
    Subset subset(count);
    std::fill_n(subset.begin(), end, true);
    subsets.push_back(subset);
    if (end < 2 || end == count) continue;
    subset[end - 2] = false;
    subsets.push_back(std::move(subset));
  }
  for (std::size_t piece = 0; piece < count; ++piece) {
    Subset without(count, true);
    without[piece] = false;
    subsets.push_back(std::move(without));
    Subset alone(count);
    alone[piece] = true;
    subsets.push_back(std::move(alone));
  }
  return subsets;
}

// Takes what had been written by some moment, without some of it.
Subset random_subset(std::size_t count, std::mt19937_64& random) {
  Subset subset(count);
  const std::size_t end = 1 + random() % count;
  const std::uint64_t one_missing_of = 2 + random() % 4;
  for (std::size_t piece = 0; piece < end; ++piece) subset[piece] = random() % one_missing_of != 0;
  return subset;
}

// The writes between two flushes.
struct Gap {
  std::size_t begin;
  std::size_t end;  // the index of the flush, or the size of the log
  std::vector<Piece> pieces;
};

// The moments at which a subset can be all there is: from the last event that it has, to the first
// that would have made a piece durable which it has not. Empty: never.
struct Moments {
  std::size_t first;
  std::size_t last;
};

Moments moments_of(const BlockLog& log, const Gap& gap, const Subset& subset) {
  Moments moments{gap.begin, gap.end};
  for (std::size_t index = 0; index < gap.pieces.size(); ++index) {
    const std::size_t event = gap.pieces[index].event;
    if (subset[index]) {
      moments.first = std::max(moments.first, event + 1);
    } else if (log[event].is_durable) {
      moments.last = std::min(moments.last, event + 1);
    }
  }
  return moments;
}

}  // namespace

ImageCount for_each_crash_image(const BlockImage& base, const BlockLog& log, ImageBudget budget,
                                const std::function<bool(const BlockImage&, MarkRange)>& visit) {
  // marks[n]: of the first n events.
  std::vector<int> marks{-1};
  for (const BlockEvent& event : log) {
    marks.push_back(marks.back() + (event.kind == BlockEvent::Kind::mark ? 1 : 0));
  }
  ImageCount count;
  std::mt19937_64 random(1);
  BlockImage durable = base;
  Gap gap{0, 0, {}};
  while (gap.begin <= log.size()) {
    gap.end = gap.begin;
    gap.pieces.clear();
    std::size_t blocks = 0;
    while (gap.end < log.size() && log[gap.end].kind != BlockEvent::Kind::flush) {
      blocks += count_blocks(log[gap.end++]);
    }
    for (std::size_t event = gap.begin; event < gap.end; ++event) {
      add_pieces(log, event, blocks <= blocks_apart_max, gap.pieces);
    }
    if (marks[gap.end] >= 0) {
      const std::size_t pieces = gap.pieces.size();
      const std::uint64_t all = pieces < 62 ? std::uint64_t{1} << pieces : countless;
      count.subsets = std::min(countless, count.subsets + all);
      auto try_subset = [&](const Subset& subset) {
        const Moments moments = moments_of(log, gap, subset);
        if (moments.first > moments.last || marks[moments.last] < 0) return Tried::impossible;
        BlockImage image = durable;
        for (std::size_t index = 0; index < pieces; ++index) {
          if (subset[index]) image.write(gap.pieces[index].offset, gap.pieces[index].bytes);
        }
        ++count.visited;
        const bool is_new = visit(image, {std::max(0, marks[moments.first]), marks[moments.last]});
        return is_new ? Tried::new_one : Tried::known;
      };
      const bool is_small = all <= budget.exhaustive;
      for (const Subset& subset : is_small ? all_subsets(pieces) : telling_subsets(pieces)) {
        try_subset(subset);
      }
      std::uint64_t in_vain = 0;
      std::uint64_t impossible = 0;
      while (!is_small && in_vain < budget.in_vain && impossible < 8 * budget.in_vain) {
        const Tried tried = try_subset(random_subset(pieces, random));
        if (tried == Tried::impossible) ++impossible;
        if (tried == Tried::known) ++in_vain;
        if (tried == Tried::new_one) in_vain = 0;
      }
    }
    for (const Piece& piece : gap.pieces) durable.write(piece.offset, piece.bytes);
    gap.begin = gap.end + 1;
  }
  return count;
}

}  // namespace powercut
