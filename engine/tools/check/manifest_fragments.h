// Reads what is left of a manifest whose checksum is wrong.
#pragma once

#include "engine/cask/formats/manifest.h"

namespace powercut {

// Returns all that is where the entries would be. Nothing vouches for any of it: an entry is real
// if a segment with its number and its salt, of 64 bits, is there.
std::vector<ManifestEntry> manifest_fragments(Bytes manifest);

}  // namespace powercut
