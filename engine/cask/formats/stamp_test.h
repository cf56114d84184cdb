// Helpers that the tests of stamped files share: every way in which one can be damaged.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/cask/formats/stamp.h"
#include "engine/little_endian.h"

namespace powercut {

// Each with one bit of the text turned around.
inline std::vector<std::string> bit_flips_of(const std::string& text) {
  std::vector<std::string> flips(text.size() * 8, text);
  for (std::size_t bit = 0; bit < flips.size(); ++bit) {
    flips[bit][bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << bit % 8));
  }
  return flips;
}

// Each shorter than the text, from the empty one on.
inline std::vector<std::string> cuts_of(const std::string& text) {
  std::vector<std::string> cuts;
  for (std::size_t length = 0; length < text.size(); ++length) {
    cuts.push_back(text.substr(0, length));
  }
  return cuts;
}

// As if somebody had written these bytes in this version: the checksum holds, whatever they say.
inline std::string stamped_anew(std::string text, std::uint16_t version) {
  FileMagic magic;
  text.copy(magic.data(), magic.size());
  put_stamp(as_mutable_bytes(text), magic, version);
  return text;
}

inline std::string with_u32(std::string text, std::size_t offset, std::uint32_t number) {
  store_u32(as_mutable_bytes(text).data() + offset, number);
  return text;
}
inline std::string with_u64(std::string text, std::size_t offset, std::uint64_t number) {
  store_u64(as_mutable_bytes(text).data() + offset, number);
  return text;
}

}  // namespace powercut
