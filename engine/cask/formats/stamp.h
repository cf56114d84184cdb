// The stamp at the front of each file of a CaskStore: it says the file's kind, its length and its
// version, and has a checksum.
//
//   0        8           12        16         18
//   [magic:8][checksum:4][length:4][version:2] ...
//
// The checksum is the CRC-32 of all bytes behind it, up to the length. The length counts from the
// front of the file. These 18 bytes mean the same in every version to come, so that an older
// powercut can tell a newer file from a damaged one.
#pragma once

#include <array>
#include <cstdint>

#include "powercut/io/bytes.h"
#include "powercut/io/result.h"

namespace powercut {

using FileMagic = std::array<char, 8>;

inline constexpr std::size_t file_stamp_bytes = 18;

inline constexpr FileMagic manifest_magic = {'p', 'c', 'u', 't', 'm', 'a', 'n', '\n'};
inline constexpr FileMagic segment_magic = {'p', 'c', 'u', 't', 's', 'e', 'g', '\n'};
inline constexpr FileMagic hint_magic = {'p', 'c', 'u', 't', 'h', 'n', 't', '\n'};
inline constexpr FileMagic checkpoint_magic = {'p', 'c', 'u', 't', 'i', 'd', 'x', '\n'};

// Fills in the stamp at the front of `whole`. All other bytes are in place already.
void put_stamp(MutableBytes whole, const FileMagic& magic, std::uint16_t version);

// Makes the same stamp for bytes that come in pieces.
class StampBuilder {
 public:
  StampBuilder(const FileMagic& magic, std::uint16_t version, std::uint64_t total_bytes);

  // Adds the bytes that follow the stamp.
  void add(Bytes bytes);

  std::array<std::byte, file_stamp_bytes> finish() const;

 private:
  std::array<std::byte, file_stamp_bytes> stamp_{};
  std::uint32_t checksum_;
};

// Returns the stamped bytes at the front of `bytes`. corrupt: none were stamped, or they are
// damaged. newer_version: it is good, and of a version above ours.
Result<Bytes> check_stamp(Bytes bytes, const FileMagic& magic, std::uint16_t version);

}  // namespace powercut
