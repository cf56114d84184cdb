// Reduction: which states need not be visited since others stand for them, and how many there were.
//
//   legal = visited + merged + pruned + skipped
//
//   merged     The same image was recovered before. A store sees nothing but the image, so it would
//              do the same; its answers are judged again by the promise of this state.
//   pruned     Never made at all, or not recovered:
//     unchanged     At a crash point that demands what the one before it did, the states that were
//                   there already: same image, same promise.
//     unread        The image differs from one that was recovered only in the content of files at
//                   which neither that recovery nor any recovery of what a crash in it leaves has
//                   looked.
//     continuation  A restart came to a disk with nothing pending, and from there made the calls
//                   that another made from an equal disk: crashes among them leave the same images.
//   skipped    Left out, and nothing stands for them:
//     first crash   Over the budget of a crash point of the run: those visited are a sample.
//     nested        Over the budget of a crash point in a recovery, or over a limit of the run: so
//                   many nested states are made, and so many of their images recovered.
//
// Calls and moments that were not followed have no count of states, since no walk went there: they
// are counted themselves.
#pragma once

#include <cstdint>

namespace powercut {

struct Reduction {
  std::uint64_t merged = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t unread = 0;
  std::uint64_t continuation = 0;
  std::uint64_t skipped = 0;  // of all reasons
  std::uint64_t skipped_first = 0;
  std::uint64_t skipped_nested_budget = 0;
  std::uint64_t skipped_nested_limit = 0;
  std::uint64_t uncut_calls = 0;   // after the open of a nested recovery: not cut
  std::uint64_t unmade_kills = 0;  // moments in recoveries with something pending: nobody is killed
  std::uint64_t audited = 0;       // of those merged and pruned, run again in full
  std::uint64_t differed = 0;      // of these, came out otherwise: the reduction was not sound

  std::uint64_t pruned() const;
  void skip_first(std::uint64_t states);
  void skip_nested(std::uint64_t over_budget, std::uint64_t over_limit);
  void add(const Reduction& other);

  friend bool operator==(const Reduction&, const Reduction&) = default;
};

}  // namespace powercut
