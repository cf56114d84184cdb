#include "engine/cask/index/checkpoint_parts.h"
#include "engine/tools/dump/dump.h"

namespace powercut {

void dump_checkpoint(Bytes whole, DumpPrinter& printer) {
  const Result<CheckpointParts> parts = decode_checkpoint_parts(whole);
  if (!parts.ok()) {
    const bool is_newer = parts.error().code == ErrorCode::newer_version;
    printer.print({.offset = 0,
                   .kind = "header",
                   .is_good = false,
                   .note = is_newer ? "of a newer version" : "torn or damaged"});
    return;
  }
  printer.print({.offset = 0,
                 .kind = "header",
                 .numbers = {{"sequence", parts->header.sequence},
                             {"epoch", parts->header.epoch},
                             {"segments", parts->header.segment_count},
                             {"keys", parts->header.keys}}});
}

}  // namespace powercut
