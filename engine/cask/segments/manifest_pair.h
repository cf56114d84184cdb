// ManifestPair: keeps the two manifests of a store on the disk, and says which of them counts.
//
//   current  durable, and so is its name
//   other    older, torn or absent. The next one is written over it; a torn one is emptied first
//
// So at every moment and after every crash one of the two is good. If the write of a manifest
// failed, a later open may still find that manifest, until another one was written in its place.
//
// Threads: one at a time.
#pragma once

#include <array>
#include <optional>

#include "engine/cask/formats/cask_files.h"
#include "engine/cask/formats/manifest.h"
#include "engine/cask/segments/health.h"

namespace powercut {

class ManifestPair {
 public:
  ManifestPair(CaskFiles& files, Health& health) : files_(files), health_(health) {}

  // Takes the result of a recovery: the manifest of the file with this number counts. Makes it and
  // its name durable, as the recovery may have read them from the cache alone. No number: the store
  // is new.
  Result<void> use(Manifest manifest, std::optional<std::uint32_t> file, bool other_is_torn);

  bool is_new() const { return !file_; }
  const Manifest& current() const { return current_; }

  // Must be called before the first write(). Makes the name of a new store's directory durable, or
  // empties a torn manifest.
  Result<void> prepare();

  // Writes the manifest with the next sequence. After ok it counts. After an error it does not, but
  // a later open may find it.
  Result<void> write(Manifest next);

 private:
  Result<void> sync_current();
  Result<void> empty_torn();

  CaskFiles& files_;
  Health& health_;
  Manifest current_;
  std::optional<std::uint32_t> file_;
  bool other_is_torn_ = false;
  std::array<bool, 2> is_named_ = {false, false};  // whether each file's name is durable
};

}  // namespace powercut
