// Manifest: lists the segments that make up a store, oldest first.
//
//   0         18       20       24          32       40       48             56
//   [stamp:18][zeros:2][count:4][sequence:8][store:8][epoch:8][next_number:8][entries]
//   entry = [number:4][sealed:4][end:8][salt:8]
//
// If two segments have a record of one key, the record in the later segment is the later one. In a
// sealed segment, everything up to the end was durable: it is good, or damaged. In an open segment
// that holds for all that was durable when the manifest was written. The log says how far the
// segment reaches.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "powercut/io/bytes.h"
#include "powercut/io/result.h"

namespace powercut {

inline constexpr std::uint16_t manifest_version = 1;

struct ManifestEntry {
  std::uint32_t number;
  bool sealed;
  std::uint64_t end;  // in bytes; of an open one: how far it is durable, or 0
  std::uint64_t salt;

  friend bool operator==(const ManifestEntry&, const ManifestEntry&) = default;
};

struct Manifest {
  std::uint64_t sequence = 0;  // one more with each manifest; of two the higher counts
  std::uint64_t store = 0;     // tells this store from all others
  std::uint64_t epoch = 0;     // one more with each process that writes

  // Before this epoch, no segment had this number or a higher one.
  std::uint32_t next_number = 1;

  std::vector<ManifestEntry> segments = {};

  friend bool operator==(const Manifest&, const Manifest&) = default;
};

inline constexpr std::size_t manifest_head_bytes = 56;
inline constexpr std::size_t manifest_entry_bytes = 24;

std::string encode(const Manifest& manifest);

// Ignores bytes behind the manifest. corrupt: there is no manifest, or it is damaged.
// newer_version: a newer powercut wrote it.
Result<Manifest> decode_manifest(Bytes bytes);

// `entry` points to manifest_entry_bytes bytes.
ManifestEntry decode_manifest_entry(const std::byte* entry);

}  // namespace powercut
