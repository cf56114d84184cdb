#include "engine/tools/repair/salvage_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/cask/segments/segment_file.h"
#include "engine/io/macros.h"
#include "engine/tools/check/manifest_fragments.h"
#include "engine/tools/file_image.h"

namespace powercut {

namespace {

struct Manifests {
  std::optional<Manifest> best = std::nullopt;
  bool one_is_bad = false;
  std::vector<ManifestEntry> fragments = {};
};

Result<Manifests> read_manifests(CaskFiles& files, SalvagePlan& plan) {
  Manifests manifests;
  for (std::uint32_t number = 0; number < 2; ++number) {
    TRY_ASSIGN(ManifestFile file, read_manifest_file(files, number));
    if (file.state == ManifestFile::State::newer) return Error{ErrorCode::newer_version};
    if (file.state == ManifestFile::State::no_file) manifests.one_is_bad = true;
    if (file.state == ManifestFile::State::bad) {
      const CaskFileName name{CaskFileKind::manifest, number};
      manifests.one_is_bad = true;
      plan.torn_manifests.push_back(to_text(name));
      TRY_ASSIGN(const FileImage image, FileImage::open(files.file_system(), files.path_of(name)));
      std::vector<ManifestEntry> found = manifest_fragments(image.bytes());
      if (found.size() > manifests.fragments.size()) manifests.fragments = std::move(found);
    }
    if (file.state != ManifestFile::State::good) continue;
    if (manifests.best && manifests.best->sequence > file.manifest.sequence) continue;
    manifests.best = std::move(file.manifest);
  }
  return manifests;
}

Result<SalvageSource> look_at(CaskFiles& files, std::uint32_t number) {
  SalvageSource source{.number = number};
  const auto file = files.open({CaskFileKind::log, number}, OpenMode::read);
  if (!file.ok()) {
    if (!is_no_file(file.error().code)) return file.error();
    source.is_there = false;
    return source;
  }
  std::string buffer;
  const Result<Bytes> bytes = (*file)->view(0, segment_header_bytes, buffer);
  if (!bytes.ok()) return source;
  const Result<SegmentHeader> header = decode_segment_header(*bytes);
  if (header.ok() && header->number == number) source.header = *header;
  if (!header.ok() && header.error().code == ErrorCode::newer_version) return header.error();
  return source;
}

// The entries of damaged manifests whose segments are there. The ends in them are not believed.
std::vector<SalvageSource> take_fragments(const std::vector<ManifestEntry>& fragments,
                                          std::vector<SalvageSource>& loose) {
  std::vector<SalvageSource> ordered;
  for (const ManifestEntry& entry : fragments) {
    const auto found = std::ranges::find_if(loose, [&](const SalvageSource& source) {
      return source.number == entry.number && source.header && source.header->salt == entry.salt;
    });
    if (found == loose.end()) continue;
    ordered.push_back(std::move(*found));
    loose.erase(found);
  }
  return ordered;
}

// Whether it may be one that the damaged manifest named, when a good one names others.
Result<bool> may_be_missed(CaskFiles& files, const SalvageSource& source, const Manifest& best,
                           bool one_is_bad) {
  if (source.number < best.next_number || !source.is_there) return false;
  if (one_is_bad) return true;
  TRY_ASSIGN(
      const FileImage image,
      FileImage::open(files.file_system(), files.path_of({CaskFileKind::log, source.number})));
  return was_named_once(source.number, image.bytes());
}

}  // namespace

Result<SalvagePlan> plan_salvage(CaskFiles& files, const std::vector<CaskFileName>& names) {
  SalvagePlan plan;
  TRY_ASSIGN(const Manifests manifests, read_manifests(files, plan));
  plan.has_good_manifest = manifests.best.has_value();
  if (manifests.best) {
    for (const ManifestEntry& entry : manifests.best->segments) {
      TRY_ASSIGN(SalvageSource source, look_at(files, entry.number));
      source.entry = entry;
      plan.sources.push_back(std::move(source));
    }
  }
  std::vector<SalvageSource> loose;
  for (const CaskFileName& name : names) {
    if (name.kind != CaskFileKind::log) continue;
    const bool is_named = std::ranges::any_of(
        plan.sources, [&](const SalvageSource& source) { return source.number == name.number; });
    if (is_named) continue;
    TRY_ASSIGN(SalvageSource source, look_at(files, name.number));
    if (manifests.best) {
      TRY_ASSIGN(const bool is_missed,
                 may_be_missed(files, source, *manifests.best, manifests.one_is_bad));
      if (!is_missed) continue;
      plan.assumptions.push_back(fmt::format(
          "{} is of this store: a manifest that is damaged now named it", to_text(name)));
    }
    loose.push_back(std::move(source));
  }
  if (!manifests.best) {
    plan.sources = take_fragments(manifests.fragments, loose);
    if (!plan.sources.empty()) {
      plan.assumptions.emplace_back(
          "no manifest is good; the order of the segments is that of what is left of one");
    }
    if (!loose.empty()) {
      plan.assumptions.emplace_back(
          "the order of segments is guessed from their numbers: where the guess is wrong, a key "
          "may "
          "have an older value, and a removed key may be back");
    }
  }
  insert_by_number(plan.sources, std::move(loose));
  return plan;
}

void insert_by_number(std::vector<SalvageSource>& ordered, std::vector<SalvageSource> added) {
  std::ranges::sort(added, [](const SalvageSource& left, const SalvageSource& right) {
    if (left.is_merged() != right.is_merged()) return right.is_merged();
    return left.number < right.number;
  });
  for (SalvageSource& source : added) {
    if (!source.is_merged()) {
      ordered.push_back(std::move(source));
      continue;
    }
    // The log segment that was written to when this one was made.
    auto place = ordered.end();
    for (auto other = ordered.begin(); other != ordered.end(); ++other) {
      if (other->is_merged() || other->number > source.number) continue;
      if (place == ordered.end() || other->number > place->number) place = other;
    }
    if (place == ordered.end()) {
      place = std::ranges::find_if(ordered, [&](const SalvageSource& other) {
        return !other.is_merged() || other.number > source.number;
      });
    }
    ordered.insert(place, std::move(source));
  }
}

}  // namespace powercut
