// SalvagePlan: says which segments of a damaged store are read, in which order, and how far.
//
// The order is that of the better good manifest. A segment with a higher number than that manifest
// knew is added if another manifest, damaged now, may have named it. If no manifest is good,
// entries of damaged ones are believed where a segment with the same number and salt is there, and
// the rest goes by number. But each merged segment goes before the log segment with the highest
// number below its own: that one was written to while the merged one was made, and all before it
// were complete. Threads: one.
#pragma once

#include <array>
#include <optional>

#include "engine/cask/formats/cask_files.h"
#include "engine/cask/formats/segment_header.h"
#include "engine/cask/segments/manifest_file.h"

namespace powercut {

struct SalvageSource {
  std::uint32_t number;
  std::optional<ManifestEntry> entry = std::nullopt;   // of the good manifest
  std::optional<SegmentHeader> header = std::nullopt;  // if it is good
  bool is_there = true;

  bool is_merged() const { return header && header->kind == SegmentKind::merged; }
};

struct SalvagePlan {
  std::vector<SalvageSource> sources = {};  // oldest first
  bool has_good_manifest = false;
  std::vector<std::string> assumptions = {};  // that had to be made
  std::vector<std::string> torn_manifests = {};
};

// not_a_store: there is no file of a store. newer_version: a newer powercut wrote a manifest or a
// segment. `names` is the directory.
Result<SalvagePlan> plan_salvage(CaskFiles& files, const std::vector<CaskFileName>& names);

// Puts the sources that no manifest orders among those that a manifest does.
void insert_by_number(std::vector<SalvageSource>& ordered, std::vector<SalvageSource> added);

}  // namespace powercut
