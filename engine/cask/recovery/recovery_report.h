// RecoveryReport: tells what an open found in the files of a store, and what it made of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/cask/segments/health.h"
#include "powercut/io/clock.h"

namespace powercut {

// Bytes behind the last good commit of a segment that were not taken.
struct CutTail {
  std::string file;
  std::uint64_t offset;
  std::uint64_t bytes;  // up to the last that is not zero
};

struct RecoveryReport {
  std::uint64_t segments = 0;
  std::uint64_t records = 0;     // read from hints or from the log
  std::uint64_t hinted = 0;      // segments whose hint was used
  bool used_checkpoint = false;  // the index came from it, not from hints and commits
  std::uint64_t bytes_read = 0;  // of segments and hints
  std::vector<CutTail> cuts = {};
  std::vector<std::string> ignored = {};        // files that play no part: strays, foreign ones
  std::optional<Damage> damage = std::nullopt;  // if that is why the store did not open
  Duration time{0};
};

}  // namespace powercut
