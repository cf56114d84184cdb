// walk_past_damage: all good commits of a segment, also behind places that are none.
#pragma once

#include "engine/cask/segments/walk_commits.h"

namespace powercut {

// Bytes [begin, end) of a segment in which no good commit is. meets_commit: one stands behind them.
struct CommitGap {
  std::uint64_t begin;
  std::uint64_t end;
  bool meets_commit;
};

// The good commit at the front of the bytes, of changes alone.
inline std::optional<CommitView> good_commit_at(Bytes bytes, const CommitPlace& place) {
  const std::optional<CommitView> commit = decode_commit(bytes, place);
  if (!commit || !is_commit_body(commit->body)) return std::nullopt;
  return commit;
}

// Calls visit(commit, offset) and skip(gap), in the order of the offsets, for [begin, limit) of the
// segment that `whole` is; front: the place of its first byte.
template <typename Visit, typename Skip>
void walk_past_damage(Bytes whole, const CommitPlace& front, std::uint64_t begin,
                      std::uint64_t limit, Visit&& visit, Skip&& skip) {
  whole = whole.first(std::min<std::uint64_t>(limit, whole.size()));
  const auto place_at = [&](std::uint64_t offset) {
    return CommitPlace{front.salt, front.segment, offset};
  };
  std::uint64_t offset = begin;
  while (offset < whole.size()) {
    if (const auto commit = good_commit_at(whole.subspan(offset), place_at(offset))) {
      visit(*commit, offset);
      offset += commit->total_bytes();
      continue;
    }
    const auto found = find_commit(whole.subspan(offset + 1), place_at(offset + 1));
    const std::uint64_t end = found ? offset + 1 + *found : whole.size();
    skip(CommitGap{offset, end, found.has_value()});
    offset = end;
  }
}

}  // namespace powercut
