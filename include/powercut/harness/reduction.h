// Reduction: counts the states that a sweep does not visit, by the reason for which they need no
// visit or got none.
//
//   legal = visited + merged + pruned + skipped
//
//   merged     The same image was recovered before. A store sees only the image, so it would do the
//              same. Its answers are judged again by the promise of this state.
//   pruned     The state is not made, or not recovered:
//     unchanged     The state was there at the crash point before, and both points demand the same:
//                   the image and the promise are the same.
//     unread        The image differs from a recovered one only in the content of files that no
//                   process has looked at: neither that recovery, nor any recovery from a crash in
//                   it.
//     continuation  A restart came to a disk with nothing pending. From there it made the calls
//                   that another restart made from an equal disk: crashes among these calls leave
//                   the same images.
//   skipped    The state is left out, and no other stands for it:
//     first crash   It is above the budget of a crash point of the run; the visited ones are a
//                   sample.
//     nested        It is above the budget of a crash point in a recovery, or above a limit of the
//                   run on the nested states that are made and the images that are recovered.
//
// No walk followed some calls and some moments, so their states have no count. The calls and
// moments themselves are counted.
#pragma once

#include <cstdint>

namespace powercut {

struct Reduction {
  std::uint64_t merged = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t unread = 0;
  std::uint64_t continuation = 0;
  std::uint64_t skipped = 0;  // for all reasons
  std::uint64_t skipped_first = 0;
  std::uint64_t skipped_nested_budget = 0;
  std::uint64_t skipped_nested_limit = 0;
  std::uint64_t uncut_calls = 0;   // calls after the open of a nested recovery, not cut
  std::uint64_t unmade_kills = 0;  // moments with pending effects, without a kill
  std::uint64_t audited = 0;       // merged and pruned states that were run again in full
  std::uint64_t differed = 0;      // audited states with another outcome: unsound reduction

  std::uint64_t pruned() const;
  void skip_first(std::uint64_t states);
  void skip_nested(std::uint64_t over_budget, std::uint64_t over_limit);
  void add(const Reduction& other);

  friend bool operator==(const Reduction&, const Reduction&) = default;
};

}  // namespace powercut
