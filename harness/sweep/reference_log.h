// read_reference_log(): reads a log as docs/FORMAT.md describes it, in the simplest way.
//
// The reader judges how the engine reads a user's log, so it shares no code with the engine: it
// decodes records itself, and takes the CRC-32 of the harness, a loop over bits (written_record.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "powercut/engine/batch.h"

namespace powercut {

struct ReferenceRecord {
  std::size_t end;              // the offset after its last byte
  std::vector<Change> changes;  // one change, or all changes of a batch
};

struct ReferenceLog {
  std::vector<ReferenceRecord> records;  // all before the first one that is not whole

  // The offset at which the whole records end.
  std::size_t good_bytes() const { return records.empty() ? 0 : records.back().end; }
};

ReferenceLog read_reference_log(std::string_view bytes);

}  // namespace powercut
