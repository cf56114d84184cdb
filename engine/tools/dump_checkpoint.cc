#include "engine/cask/index_checkpoint.h"
#include "engine/tools/dump.h"

namespace powercut {

void dump_checkpoint(Bytes whole, DumpPrinter& printer) {
  const Result<CheckpointHead> head = decode_checkpoint_head(whole);
  if (!head.ok()) {
    const bool is_newer = head.error().code == ErrorCode::newer_version;
    printer.print({.offset = 0,
                   .kind = "header",
                   .is_good = false,
                   .note = is_newer ? "of a newer version" : "torn or damaged"});
    return;
  }
  printer.print({.offset = 0,
                 .kind = "header",
                 .numbers = {{"sequence", head->sequence},
                             {"epoch", head->epoch},
                             {"segments", head->segment_count},
                             {"keys", head->keys}}});
}

}  // namespace powercut
