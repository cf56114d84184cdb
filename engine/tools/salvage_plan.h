// SalvagePlan: which segments of a damaged store are read, in which order, and how far.
//
// The order is that of the better good manifest. Segments that it does not name are added where it
// may be older than they are, since another manifest is damaged. Where none is good, entries of
// damaged ones are believed as far as a segment with such a number and salt is there; the rest goes
// by number, but each merged segment goes before the log segment with the highest number below its
// own: that one was written to while the merged one was made, all before it were complete.
// Threads: one.
#pragma once

#include <array>
#include <optional>

#include "engine/cask/formats/cask_files.h"
#include "engine/cask/formats/segment_header.h"
#include "engine/cask/segments/manifest_file.h"

namespace powercut {

struct SalvageSource {
  std::uint32_t number;
  std::optional<ManifestEntry> entry = std::nullopt;   // of a manifest that counts
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

// not_a_store: there is nothing of a store's. newer_version: a manifest or segment is of one.
// `names` is the directory.
Result<SalvagePlan> plan_salvage(CaskFiles& files, const std::vector<CaskFileName>& names);

// Puts those that no manifest orders into the order of those that one does.
void insert_by_number(std::vector<SalvageSource>& ordered, std::vector<SalvageSource> added);

}  // namespace powercut
