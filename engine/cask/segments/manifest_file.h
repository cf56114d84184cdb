// ManifestFile: the content of one of the two manifests of a store.
#pragma once

#include "engine/cask/formats/cask_files.h"
#include "engine/cask/formats/manifest.h"

namespace powercut {

struct ManifestFile {
  enum class State : std::uint8_t {
    absent,
    good,
    bad,      // torn, which the older of two may be, or damaged
    newer,    // a newer powercut wrote it
    no_file,  // what has its name is none
  };

  State state = State::absent;
  Manifest manifest = {};  // of a good one
};

// number: 0 or 1. A dangling symlink counts as absent, although a directory lists its name.
Result<ManifestFile> read_manifest_file(CaskFiles& files, std::uint32_t number);

}  // namespace powercut
