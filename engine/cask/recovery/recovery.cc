#include "engine/cask/recovery/recovery.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/cask/index/index_checkpoint.h"
#include "engine/cask/recovery/open_log.h"
#include "engine/cask/segments/hint.h"
#include "engine/cask/segments/manifest_file.h"
#include "engine/cask/segments/segment_file.h"
#include "engine/io/macros.h"

namespace powercut {

Result<Recovered> Recovery::run(RecoveryReport& report) {
  report_ = &report;
  TRY(look_around());
  TRY(choose_manifest());
  SegmentList open;
  for (const ManifestEntry& entry : result_.manifest.segments) {
    TRY_ASSIGN(std::shared_ptr<Segment> segment, open_segment(entry));
    index_.directory().add(*segment);
    if (!entry.sealed) {
      open.push_back(std::move(segment));
      continue;
    }
    // A process seals, in its first manifest, all that it finds.
    if (!open.empty()) return damaged(*segment, 0, "a sealed segment behind an open one");
    TRY(take_sealed(segment, entry.end));
  }
  TRY(read_segments(open));
  TRY(list_strays());
  report_->segments = result_.segments.size();
  result_.other_manifest_is_torn = other_manifest_is_damaged_;
  return std::move(result_);
}

Result<void> Recovery::look_around() {
  TRY_ASSIGN(const std::vector<std::string> names, files_.file_system().list(files_.directory()));
  for (const std::string& text : names) {
    const std::optional<CaskFileName> name = parse_cask_file_name(text);
    if (!name) {
      report_->ignored.push_back(text);
      continue;
    }
    names_.push_back(*name);
  }
  return {};
}

bool Recovery::has(CaskFileName name) const {
  return std::ranges::find(names_, name) != names_.end();
}

void Recovery::choose_next_number() {
  const std::uint64_t first = result_.manifest.next_number;
  std::uint64_t next = first;
  std::erase_if(names_, [&](const CaskFileName& name) {
    if (!is_of_segment(name.kind) || name.number < first) return false;
    const bool is_far = is_far_from(result_.manifest, name.number);
    if (is_far) report_->ignored.push_back(to_text(name));
    if (!is_far) next = std::max<std::uint64_t>(next, std::uint64_t{name.number} + 1);
    return is_far;
  });
  result_.next_number = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(next, std::numeric_limits<std::uint32_t>::max()));
}

Result<void> Recovery::choose_manifest() {
  TRY_ASSIGN(const bool first, read_manifest(0));
  TRY_ASSIGN(const bool second, read_manifest(1));
  if (first || second) {
    choose_next_number();
    return {};
  }
  if (std::ranges::any_of(names_, needs_manifest, &CaskFileName::kind)) {
    return damaged({CaskFileKind::manifest, 0}, 0, "there are segments, and no good manifest");
  }
  if (names_.size() <= 1 && !report_->ignored.empty()) return Error{ErrorCode::not_a_store};
  return {};
}

// Whether it is good, and the newest so far.
Result<bool> Recovery::read_manifest(std::uint32_t number) {
  const CaskFileName name{CaskFileKind::manifest, number};
  if (!has(name)) return false;
  TRY_ASSIGN(ManifestFile file, read_manifest_file(files_, number));
  switch (file.state) {
    case ManifestFile::State::good:
      if (result_.manifest_file && result_.manifest.sequence > file.manifest.sequence) return true;
      result_.manifest = std::move(file.manifest);
      result_.manifest_file = number;
      return true;
    case ManifestFile::State::newer:
      report_->damage = Damage{files_.path_of(name), 0, "written by a newer version"};
      return Error{ErrorCode::newer_version};
    case ManifestFile::State::bad:
      other_manifest_is_damaged_ = true;
      report_->ignored.push_back(to_text(name));
      return false;
    case ManifestFile::State::absent:
    case ManifestFile::State::no_file:
      // It could be neither read nor written over.
      return damaged(name, 0, "it is no regular file");
  }
  return false;
}

Result<std::shared_ptr<Segment>> Recovery::open_segment(const ManifestEntry& entry) {
  const OpenMode mode = entry.sealed ? OpenMode::read : OpenMode::write;
  TRY_ASSIGN(SegmentFile file, open_segment_file(files_, entry, mode, options_.maps_files));
  if (file.segment) return std::move(file.segment);
  const std::string path = files_.path_of({CaskFileKind::log, entry.number});
  if (file.is_newer) {
    report_->damage = Damage{path, 0, std::string(file.problem)};
    return Error{ErrorCode::newer_version};
  }
  const bool may_be_the_manifest = file.is_missing && other_manifest_is_damaged_;
  return damaged({CaskFileKind::log, entry.number}, 0,
                 may_be_the_manifest
                     ? "the segment is missing, or the manifest that does without it is damaged"
                     : file.problem);
}

Result<void> Recovery::take_sealed(const std::shared_ptr<Segment>& segment, std::uint64_t end) {
  TRY_ASSIGN(const std::uint64_t size, segment->file().size());
  if (size < end) return damaged(*segment, size, "the file has become shorter");
  segment->seal();
  take(segment, end);
  segment->cut_bytes.reset();
  return {};
}

// A checkpoint, if there is one; else hint by hint, segment by segment.
Result<void> Recovery::read_segments(const SegmentList& open) {
  TRY(read_index());
  if (report_->used_checkpoint) return {};
  for (const std::shared_ptr<Segment>& segment : result_.segments) TRY(read_sealed(segment));
  TRY(read_open(open));
  TRY(flush());
  report_->records = loader_.added();
  return {};
}

Result<void> Recovery::read_index() {
  if (!has({CaskFileKind::index})) return {};
  const CheckpointUse use = read_checkpoint(files_, index_, result_.manifest, result_.segments);
  if (use == CheckpointUse::of_lost_manifest) {
    return damaged({CaskFileKind::manifest, 1 - *result_.manifest_file}, 0,
                   "the manifest that the checkpoint of the index was written behind is damaged or "
                   "gone");
  }
  report_->used_checkpoint = use == CheckpointUse::holds;
  report_->records = index_.keys();
  return {};
}

Result<void> Recovery::read_sealed(const std::shared_ptr<Segment>& segment) {
  const std::uint64_t end = segment->end();
  TRY_ASSIGN(const bool hinted, read_hint(*segment, end));
  if (hinted) {
    ++report_->hinted;
    return {};
  }
  held_.emplace_back();
  TRY_ASSIGN(const Bytes whole, segment->view(0, end, held_.back().buffer));
  const std::uint64_t good = walk_changes(*segment, whole, whole.size(),
                                          [&](const PlacedChange& change) { loader_.add(change); });
  report_->bytes_read += whole.size();
  if (good != end) return damaged(*segment, good, "a record that was durable is damaged");
  // Copies are held no longer than need be.
  return options_.maps_files ? Result<void>() : flush();
}

// A cache: where it cannot be read, the segment is.
Result<bool> Recovery::read_hint(const Segment& segment, std::uint64_t end) {
  const CaskFileName name{CaskFileKind::hint, segment.number()};
  if (!has(name)) return false;
  Result<std::unique_ptr<File>> file = files_.open(name, OpenMode::read);
  if (!file.ok()) return false;
  const Result<std::uint64_t> size = (*file)->size();
  if (!size.ok()) return false;
  held_.emplace_back();
  const Result<Bytes> bytes = (*file)->view(0, *size, held_.back().buffer);
  if (!bytes.ok()) return false;
  held_.back().file = std::move(*file);
  const std::optional<Bytes> entries = decode_hint(*bytes, segment, end);
  if (!entries) return false;
  for_each_hinted(*entries, segment.number(),
                  [&](const PlacedChange& change) { loader_.add(change); });
  report_->bytes_read += *size;
  if (!options_.maps_files) TRY(flush());
  return true;
}

Result<void> Recovery::flush() {
  TRY(loader_.flush());
  held_.clear();
  return {};
}

void Recovery::take(const std::shared_ptr<Segment>& segment, std::uint64_t end) {
  segment->set_end(end);
  result_.segments.push_back(segment);
}

// A recovery tells damage in two places: the report, and the store.
Error Recovery::damaged(CaskFileName name, std::uint64_t offset, std::string_view what) {
  const Error error = health_.found_damage(files_.path_of(name), offset, what);
  report_->damage = health_.damage();
  return error;
}

Result<void> Recovery::list_strays() {
  for (const CaskFileName& name : names_) {
    if (name.kind != CaskFileKind::log && name.kind != CaskFileKind::hint) continue;
    if (plays_a_part(name.number)) continue;
    TRY(check_stray(name));
    result_.strays.push_back(name);
    report_->ignored.push_back(to_text(name));
  }
  return {};
}

bool Recovery::plays_a_part(std::uint32_t number) const {
  return std::ranges::any_of(result_.segments, [&](const std::shared_ptr<Segment>& segment) {
    return segment->number() == number;
  });
}

Result<void> Recovery::check_stray(const CaskFileName& name) {
  if (name.kind != CaskFileKind::log || name.number < result_.manifest.next_number) return {};
  const Result<std::unique_ptr<File>> file = files_.open(name, OpenMode::read);
  if (!file.ok()) return is_no_file(file.error().code) ? Result<void>() : file.error();
  TRY_ASSIGN(const std::uint64_t size, (*file)->size());
  std::string buffer;
  TRY_ASSIGN(const Bytes whole, (*file)->view(0, size, buffer));
  if (!was_named_once(name.number, whole)) return {};
  return damaged({CaskFileKind::manifest, 0}, 0,
                 "the manifest that names the last segment is damaged");
}

}  // namespace powercut
