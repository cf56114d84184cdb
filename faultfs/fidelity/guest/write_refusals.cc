#include "faultfs/fidelity/guest/write_refusals.h"

#include <algorithm>

#include "faultfs/fidelity/guest/block_image.h"

namespace powercut {

namespace {

// The first letter that fills a chunk; 0: none does.
char letter_in(std::span<const char> bytes, char wanted) {
  constexpr std::size_t chunk_bytes = 64;
  for (; bytes.size() >= chunk_bytes; bytes = bytes.subspan(chunk_bytes)) {
    const char first = bytes.front();
    const bool is_letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
    const bool fills =
        std::ranges::all_of(bytes.first(chunk_bytes), [first](char byte) { return byte == first; });
    if (is_letter && fills && (wanted == 0 || wanted == first)) return first;
  }
  return 0;
}

}  // namespace

std::vector<WriteRefusals::Stretch> WriteRefusals::accepted(std::uint64_t offset,
                                                            std::span<const char> bytes) {
  if (refusal_.times == 0 || refusal_.what == Refusal::What::nothing) return {{offset, bytes}};
  std::vector<Stretch> stretches;
  bool any_refused = false;
  while (!bytes.empty()) {
    const std::uint64_t index = offset / BlockImage::block_bytes;
    const std::size_t room = BlockImage::block_bytes - offset % BlockImage::block_bytes;
    const std::span<const char> part = bytes.first(std::min(bytes.size(), room));
    if (refuses(index, part)) {
      any_refused = true;
    } else {
      stretches.push_back({offset, part});
    }
    offset += part.size();
    bytes = bytes.subspan(part.size());
  }
  if (any_refused) {
    ++struck_;
    --refusal_.times;
  }
  return stretches;
}

bool WriteRefusals::refuses(std::uint64_t index, std::span<const char> bytes) const {
  switch (refusal_.what) {
    case Refusal::What::nothing:
      return false;
    case Refusal::What::letter:
      return letter_in(bytes, refusal_.letter) != 0;
    case Refusal::What::blocks:
      return refusal_.blocks.contains(index);
    case Refusal::What::others:
      return letter_in(bytes, 0) == 0;
  }
  return false;
}

}  // namespace powercut
