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
    no_file,  // its name is that of no regular file
  };

  State state = State::absent;
  Manifest manifest = {};  // if the state is good
};

// number: 0 or 1. A dangling symlink counts as absent, although a directory lists its name.
Result<ManifestFile> read_manifest_file(CaskFiles& files, std::uint32_t number);

}  // namespace powercut
