// The rest of a manifest whose checksum is wrong.
#pragma once

#include "engine/cask/formats/manifest.h"

namespace powercut {

// All that stands where its entries would be. Nothing vouches for any of it: an entry is one if a
// segment with its number and its salt, which is 64 bits, is there.
std::vector<ManifestEntry> manifest_fragments(Bytes manifest);

}  // namespace powercut
