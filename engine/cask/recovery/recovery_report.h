// RecoveryReport: what an open found, and what it made of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/cask/segments/health.h"
#include "powercut/io/clock.h"

namespace powercut {

// Bytes behind the last good commit of a segment, that were not taken.
struct CutTail {
  std::string file;
  std::uint64_t offset;
  std::uint64_t bytes;  // up to the last that is not zero
};

struct RecoveryReport {
  std::uint64_t segments = 0;
  std::uint64_t records = 0;     // that were read, from hints or from the log
  std::uint64_t hinted = 0;      // segments of which a hint was used
  bool used_checkpoint = false;  // of the index, instead of all of them
  std::uint64_t bytes_read = 0;  // of segments and hints
  std::vector<CutTail> cuts = {};
  std::vector<std::string> ignored = {};        // files that play no part: strays, foreign ones
  std::optional<Damage> damage = std::nullopt;  // why it did not open, if that is it
  Duration time{0};
};

}  // namespace powercut
