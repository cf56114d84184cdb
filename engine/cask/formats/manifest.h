// Manifest: which segments make up a store, oldest first.
//
//   0         18       20       24          32       40       48             56
//   [stamp:18][zeros:2][count:4][sequence:8][store:8][epoch:8][next_number:8][entries]
//   entry = [number:4][sealed:4][end:8][salt:8]
//
// The later record of a key is in the later segment. In a sealed segment all up to its end is
// durable and good, or damaged. In an open one that holds for all that was durable when the
// manifest was written; the log says how far it reaches.
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
  std::uint64_t end;  // in bytes; of one that is not sealed how far it is durable, or 0
  std::uint64_t salt;

  friend bool operator==(const ManifestEntry&, const ManifestEntry&) = default;
};

struct Manifest {
  std::uint64_t sequence = 0;  // one more each time; the higher of two counts
  std::uint64_t store = 0;     // tells this store from all others
  std::uint64_t epoch = 0;     // one more with each process that writes

  // No segment ever had this number, or one above it, before this epoch.
  std::uint32_t next_number = 1;

  std::vector<ManifestEntry> segments = {};

  friend bool operator==(const Manifest&, const Manifest&) = default;
};

inline constexpr std::size_t manifest_head_bytes = 56;
inline constexpr std::size_t manifest_entry_bytes = 24;

std::string encode(const Manifest& manifest);

// Bytes behind the manifest are not looked at. corrupt: there is none, or it is damaged.
// newer_version: a newer powercut wrote it.
Result<Manifest> decode_manifest(Bytes bytes);

// entry: the first of manifest_entry_bytes.
ManifestEntry decode_manifest_entry(const std::byte* entry);

}  // namespace powercut
