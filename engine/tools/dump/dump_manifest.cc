#include "engine/cask/formats/manifest.h"
#include "engine/tools/check/manifest_fragments.h"
#include "engine/tools/dump/dump.h"

namespace powercut {

void dump_manifest(Bytes whole, DumpPrinter& printer) {
  const Result<Manifest> manifest = decode_manifest(whole);
  std::vector<ManifestEntry> entries;
  if (manifest.ok()) {
    printer.print({.offset = 0,
                   .kind = "header",
                   .numbers = {{"sequence", manifest->sequence},
                               {"store", manifest->store},
                               {"epoch", manifest->epoch},
                               {"next_number", manifest->next_number},
                               {"segments", manifest->segments.size()}}});
    entries = manifest->segments;
  } else {
    const bool is_newer = manifest.error().code == ErrorCode::newer_version;
    printer.print({.offset = 0,
                   .kind = "header",
                   .is_good = false,
                   .note = is_newer ? "of a newer version" : "torn or damaged"});
    if (is_newer) return;
    entries = manifest_fragments(whole);
  }
  std::uint64_t offset = manifest_head_bytes;
  for (const ManifestEntry& entry : entries) {
    printer.print({.offset = offset,
                   .kind = "segment",
                   .is_good = manifest.ok(),
                   .numbers = {{"number", entry.number},
                               {"sealed", entry.sealed ? 1U : 0U},
                               {"end", entry.end},
                               {"salt", entry.salt}}});
    offset += manifest_entry_bytes;
  }
  if (offset < whole.size()) {
    printer.print({.offset = offset,
                   .kind = "rest",
                   .numbers = {{"bytes", whole.size() - offset}},
                   .note = "behind the end, of a longer one before"});
  }
}

}  // namespace powercut
