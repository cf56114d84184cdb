// ReferenceLog: reads a log as docs/FORMAT.md describes it, slowly and obviously.
//
// The judge of a user's log must not share code with the engine that is judged: this reader has its
// own decoding and its own CRC-32 (the bitwise loop).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/engine/batch.h"

namespace powercut {

struct ReferenceRecord {
  std::size_t end;              // offset behind its last byte
  std::vector<Change> changes;  // one, or all of a batch
};

struct ReferenceLog {
  std::vector<ReferenceRecord> records;  // whole ones, up to the first that is not

  // Where the whole records end.
  std::size_t good_bytes() const { return records.empty() ? 0 : records.back().end; }
};

ReferenceLog read_reference_log(std::string_view bytes);

}  // namespace powercut
