// WriteRefusals: decides which writes a disk answers with an error.
//
// A block of 4096 bytes is refused for the content that the write would put there, or for its
// place. The rest of such a write is done, as by a disk with a bad block; the answer to the whole
// write is an error. Blocks are known by letters: a call of a litmus program writes one letter
// (litmus_program.h), and 64 equal letters in a row occur nowhere else.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <vector>

namespace powercut {

struct Refusal {
  enum class What : std::uint8_t {
    nothing,
    letter,  // blocks that hold the letter
    blocks,  // blocks with these indices
    others,  // blocks that hold no letter
  };
  What what = What::nothing;
  char letter = 0;
  std::set<std::uint64_t> blocks = {};
  std::uint64_t times = 0;  // how many writes are refused
};

class WriteRefusals {
 public:
  struct Stretch {
    std::uint64_t offset;
    std::span<const char> bytes;
  };

  // Replaces the earlier refusal.
  void set(Refusal refusal) { refusal_ = std::move(refusal); }

  // The parts of a write that are done. If a part is refused, the write is answered with an error
  // and counts as refused.
  std::vector<Stretch> accepted(std::uint64_t offset, std::span<const char> bytes);

  // The number of writes that were refused so far.
  std::uint64_t struck() const { return struck_; }

 private:
  bool refuses(std::uint64_t index, std::span<const char> bytes) const;

  Refusal refusal_;
  std::uint64_t struck_ = 0;
};

}  // namespace powercut
