// ManifestPair: the two manifests of a store on the disk, and the one that counts.
//
//   current  durable, and so is its name
//   other    older, or not there; the next one is written over it. A torn one is emptied before
//
// So at every moment and after every crash one of the two is good. One whose writing failed may be
// found all the same, until another was written in its place.
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

  // Takes the result of a recovery: the manifest of the file with this number counts. It is made
  // durable, and its name, too: the recovery may have read it from the cache alone. No number: the
  // store is new.
  Result<void> use(Manifest manifest, std::optional<std::uint32_t> file, bool other_is_torn);

  bool is_new() const { return !file_; }
  const Manifest& current() const { return current_; }

  // Before the first write().
  Result<void> prepare();

  // It counts from now on, with the next sequence. After an error it does not, but may be found.
  Result<void> write(Manifest next);

 private:
  Result<void> sync_current();
  Result<void> empty_torn();

  CaskFiles& files_;
  Health& health_;
  Manifest current_;
  std::optional<std::uint32_t> file_;
  bool other_is_torn_ = false;
  std::array<bool, 2> is_named_ = {false, false};  // durably
};

}  // namespace powercut
