#include "engine/tools/check/store_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/cask/index/index_checkpoint.h"
#include "engine/cask/segments/segment_file.h"
#include "engine/io/macros.h"

namespace powercut {

Result<CheckReport> StoreCheck::run() {
  TRY(look_around());
  TRY(read_manifests());
  choose_manifest();
  TRY(check_segments());
  check_checkpoint();
  TRY(check_strays());
  return std::move(report_);
}

bool StoreCheck::has(CaskFileName name) const {
  return std::ranges::find(names_, name) != names_.end();
}

Result<FileImage> StoreCheck::image_of(CaskFileName name, std::uint64_t bytes_max) {
  Result<FileImage> image = FileImage::open(files_.file_system(), files_.path_of(name), bytes_max);
  if (!image.ok()) {
    report_.failed_file = to_text(name);
    return image;
  }
  if (image->file_bytes() > image->bytes().size()) {
    report_.findings.note(to_text(name), image->bytes().size(),
                          "the file is longer than any of its kind; the rest is not looked at");
  }
  for (const ByteRange& range : image->unreadable()) {
    report_.findings.damage(to_text(name), range.offset,
                            fmt::format("{} bytes cannot be read", range.bytes));
  }
  return image;
}

// A recovery does without it, and so does the check: no image.
std::optional<FileImage> StoreCheck::image_of_cache(CaskFileName name, std::uint64_t bytes_max) {
  Result<FileImage> image = FileImage::open(files_.file_system(), files_.path_of(name), bytes_max);
  if (image.ok() && image->unreadable().empty()) return std::move(*image);
  const Error error = image.ok() ? Error{ErrorCode::io_failed} : image.error();
  report_.findings.note(to_text(name), 0,
                        fmt::format("it cannot be read, and is not used: {}", describe(error)));
  return std::nullopt;
}

Result<void> StoreCheck::look_around() {
  TRY_ASSIGN(const std::vector<std::string> names, files_.file_system().list(files_.directory()));
  for (const std::string& text : names) {
    if (const auto name = parse_cask_file_name(text)) {
      names_.push_back(*name);
    } else {
      foreign_.push_back(text);
    }
  }
  const bool is_store = std::ranges::any_of(
      names_, [](const CaskFileName& name) { return name.kind != CaskFileKind::lock; });
  // With a lock alone, it is a store that nobody has written to.
  if (!is_store && (names_.empty() || !foreign_.empty())) return Error{ErrorCode::not_a_store};
  lock_ = lock_to_look(files_, has({CaskFileKind::lock}));
  report_.use = lock_.use;
  if (lock_.use == StoreUse::somebody) {
    report_.findings.note("", 0,
                          "somebody has the store open: what is said here may be of a store that "
                          "changes meanwhile");
  }
  if (lock_.error && is_no_file(lock_.error->code)) {
    report_.findings.damage(to_text({CaskFileKind::lock}), 0,
                            "it is no regular file: the store cannot be opened");
  } else if (lock_.error) {
    report_.findings.note(to_text({CaskFileKind::lock}), 0,
                          fmt::format("it cannot be locked, as who opens the store must do: {}",
                                      describe(*lock_.error)));
  }
  for (const std::string& text : foreign_) {
    report_.findings.note(text, 0, "no file of a store is called so");
  }
  return {};
}

Result<void> StoreCheck::read_manifests() {
  for (std::uint32_t number = 0; number < manifests_.size(); ++number) {
    const std::string name = to_text({CaskFileKind::manifest, number});
    report_.failed_file = name;
    TRY_ASSIGN(manifests_[number], read_manifest_file(files_, number));
    if (manifests_[number].state == ManifestFile::State::newer) {
      return Error{ErrorCode::newer_version};
    }
  }
  report_.failed_file.clear();
  return {};
}

void StoreCheck::choose_manifest() {
  const ManifestFile* best = nullptr;
  for (const ManifestFile& file : manifests_) {
    if (file.state != ManifestFile::State::good) continue;
    if (best == nullptr || file.manifest.sequence >= best->manifest.sequence) best = &file;
  }
  if (best == nullptr && std::ranges::any_of(names_, needs_manifest, &CaskFileName::kind)) {
    report_.findings.damage(to_text({CaskFileKind::manifest, 0}), 0,
                            "there are segments, and no good manifest");
  }
  for (std::uint32_t number = 0; number < manifests_.size(); ++number) {
    const CaskFileName name{CaskFileKind::manifest, number};
    const ManifestFile::State state = manifests_[number].state;
    const bool is_absent = state == ManifestFile::State::absent;
    if (state == ManifestFile::State::no_file || (is_absent && has(name))) {
      report_.findings.damage(to_text(name), 0,
                              "it is no regular file: the store cannot be opened");
    }
    if (state != ManifestFile::State::bad) continue;
    report_.findings.note(to_text(name), 0,
                          best != nullptr ? "the manifest is torn or damaged; the other one counts"
                                          : "the manifest is torn or damaged");
  }
  if (best == nullptr) return;
  manifest_ = best->manifest;
  manifest_file_ = best == &manifests_[0] ? 0 : 1;
}

Result<void> StoreCheck::check_segments() {
  SegmentList open;
  std::size_t done = 0;
  for (const ManifestEntry& entry : manifest_.segments) {
    if (progress_) progress_(done++, manifest_.segments.size());
    const std::string name = to_text({CaskFileKind::log, entry.number});
    report_.failed_file = name;
    ++report_.segments;
    TRY_ASSIGN(const SegmentFile file,
               open_segment_file(files_, entry, OpenMode::read, /*maps_files=*/false));
    if (file.is_newer) return Error{ErrorCode::newer_version};
    if (!file.segment) {
      report_.findings.damage(name, 0, std::string(file.problem));
      continue;
    }
    if (!entry.sealed) {
      open.push_back(file.segment);
      continue;
    }
    if (!open.empty()) {
      report_.findings.damage(name, 0, "a sealed segment behind an open one");
    }
    TRY(check_sealed(*file.segment, entry));
  }
  TRY(check_open(open));
  if (progress_) progress_(manifest_.segments.size(), manifest_.segments.size());
  report_.failed_file.clear();
  return {};
}

// A cache: its entries are not compared with the segments.
void StoreCheck::check_checkpoint() {
  const CaskFileName name{CaskFileKind::index};
  if (!has(name)) return;
  const std::optional<FileImage> image =
      image_of_cache(name, std::numeric_limits<std::uint32_t>::max());
  if (!image) return;
  switch (judge_checkpoint(image->bytes(), manifest_)) {
    case CheckpointUse::holds:
      break;
    case CheckpointUse::damaged:
      report_.findings.note(to_text(name), 0,
                            "the checkpoint of the index is torn or damaged; it is not used, hints "
                            "and segments are");
      break;
    case CheckpointUse::newer_version:
      report_.findings.note(to_text(name), 0,
                            "the checkpoint of the index was written by a newer version; it is not "
                            "used");
      break;
    case CheckpointUse::of_another:
      report_.findings.note(to_text(name), 0,
                            "the checkpoint of the index is of another manifest, or of other "
                            "segments; it is not used");
      break;
    case CheckpointUse::of_lost_manifest:
      report_.findings.damage(to_text({CaskFileKind::manifest, 1 - manifest_file_}), 0,
                              "the manifest that the checkpoint of the index was written behind is "
                              "damaged or gone");
      break;
  }
}

Result<void> StoreCheck::check_strays() {
  for (const CaskFileName& name : names_) {
    if (!is_of_segment(name.kind)) continue;
    if (name.kind == CaskFileKind::cut) {
      report_.findings.note(to_text(name), 0,
                            "what a recovery did not take of a segment that is gone now");
      continue;
    }
    const bool is_named = std::ranges::any_of(manifest_.segments, [&](const ManifestEntry& entry) {
      return entry.number == name.number;
    });
    if (is_named) continue;
    if (name.kind == CaskFileKind::log) {
      TRY(check_stray_log(name.number));
    } else {
      report_.findings.note(to_text(name), 0, "no manifest names it; the store would remove it");
    }
  }
  return {};
}

Result<void> StoreCheck::check_stray_log(std::uint32_t number) {
  const CaskFileName name{CaskFileKind::log, number};
  if (is_far_from(manifest_, number)) {
    report_.findings.note(to_text(name), 0,
                          "its number is far from those of the store, which lets it be");
    return {};
  }
  if (number >= manifest_.next_number) {
    const Result<FileImage> image = FileImage::open(files_.file_system(), files_.path_of(name));
    if (!image.ok() && !is_no_file(image.error().code)) {
      report_.failed_file = to_text(name);
      return image.error();
    }
    if (image.ok() && was_named_once(number, image->bytes())) {
      report_.findings.damage(to_text(name), 0,
                              "no good manifest names this segment, and it holds commits: the "
                              "manifest that named it is damaged");
      return {};
    }
  }
  report_.findings.note(to_text(name), 0, "no manifest names it; the store would remove it");
  return {};
}

}  // namespace powercut
