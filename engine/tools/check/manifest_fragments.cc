#include "engine/tools/check/manifest_fragments.h"

namespace powercut {

namespace {

// No store has so many segments; a file may have any length.
constexpr std::size_t entries_max = std::size_t{1} << 20U;

}  // namespace

std::vector<ManifestEntry> manifest_fragments(Bytes manifest) {
  std::vector<ManifestEntry> entries;
  for (std::size_t offset = manifest_head_bytes;
       offset + manifest_entry_bytes <= manifest.size() && entries.size() < entries_max;
       offset += manifest_entry_bytes) {
    entries.push_back(decode_manifest_entry(manifest.data() + offset));
  }
  return entries;
}

}  // namespace powercut
