// walk_past_damage: visits all good commits of a segment, also behind bytes that are no good
// commit.
#pragma once

#include "engine/cask/segments/walk_commits.h"

namespace powercut {

// The bytes [begin, end) of a segment, with no good commit in them. meets_commit: one is behind
// them.
struct CommitGap {
  std::uint64_t begin;
  std::uint64_t end;
  bool meets_commit;
};

// Returns the commit at the front of the bytes if it is good, and has only changes.
inline std::optional<CommitView> good_commit_at(Bytes bytes, const CommitPlace& place) {
  const std::optional<CommitView> commit = decode_commit(bytes, place);
  if (!commit || !is_commit_body(commit->body)) return std::nullopt;
  return commit;
}

// Calls visit(commit, offset) and skip(gap), in the order of the offsets, for [begin, limit) of a
// segment. `whole` is the content of its file, and `front` the place of the first byte.
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
