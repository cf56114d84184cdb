// StoreCheck's questions about a segment.
#include <fmt/format.h>

#include <algorithm>

#include "engine/cask/recovery/open_log.h"
#include "engine/io/macros.h"
#include "engine/tools/check/hint_check.h"
#include "engine/tools/check/store_check.h"
#include "engine/tools/check/walk_past_damage.h"

namespace powercut {

namespace {

std::string name_of(const Segment& segment) {
  return to_text({CaskFileKind::log, segment.number()});
}

}  // namespace

// The commit vouches for the bytes, and each record for itself: a compaction may have copied one
// that was damaged before.
void StoreCheck::look_at_commit(const Segment& segment, const CommitView& commit,
                                std::uint64_t offset) {
  ++report_.commits;
  const std::uint64_t body = offset + commit_header_bytes;
  for_each_change(commit.body, segment.number(), body, [&](const PlacedChange& change) {
    ++(change.kind == RecordKind::set ? report_.sets : report_.removes);
    const Bytes record = commit.body.subspan(change.place.offset - body, change.place.bytes);
    if (checksum_matches(record)) return;
    report_.findings.damage(name_of(segment), change.place.offset,
                            fmt::format("a record's checksum is wrong, {} bytes", record.size()));
  });
}

void StoreCheck::note_tail(const Segment& segment, const FileImage& image, std::uint64_t end) {
  const std::uint64_t bytes = untaken_bytes(
      segment, end, image.bytes().subspan(std::min<std::uint64_t>(end, image.bytes().size())));
  if (bytes == 0) return;
  report_.findings.note(
      name_of(segment), end,
      fmt::format("behind the segment's end are {} bytes that the store does not take", bytes));
}

Result<void> StoreCheck::check_sealed(Segment& segment, const ManifestEntry& entry) {
  const std::string name = name_of(segment);
  TRY_ASSIGN(const FileImage image, image_of({CaskFileKind::log, segment.number()}));
  const Bytes whole = image.bytes();
  if (image.file_bytes() < entry.end) {
    report_.findings.damage(
        name, image.file_bytes(),
        fmt::format("the file has become shorter, by {} bytes", entry.end - image.file_bytes()));
  }
  std::optional<FileImage> hint_image;
  std::optional<HintCheck> hint;
  const CaskFileName hint_name{CaskFileKind::hint, segment.number()};
  if (has(hint_name)) {
    hint_image = image_of_cache(hint_name);
    if (hint_image) {
      hint.emplace(report_.findings, to_text(hint_name), hint_image->bytes(), segment, entry.end);
    }
  }
  bool is_whole = image.file_bytes() >= entry.end;
  walk_past_damage(
      whole, segment.place_at(0), segment_header_bytes, entry.end,
      [&](const CommitView& commit, std::uint64_t offset) {
        look_at_commit(segment, commit, offset);
        if (!hint || !is_whole) return;
        for_each_change(commit.body, segment.number(), offset + commit_header_bytes,
                        [&](const PlacedChange& change) { hint->add(change); });
      },
      [&](const CommitGap& gap) {
        is_whole = false;
        report_.findings.damage(
            name, gap.begin,
            fmt::format("{} bytes that were durable are no good commit", gap.end - gap.begin));
      });
  // Where the segment is damaged there is nothing to hold the hint to.
  if (hint && is_whole) hint->finish();
  report_.bytes += std::min<std::uint64_t>(entry.end, whole.size());
  if (entry.end <= whole.size()) note_tail(segment, image, entry.end);
  return {};
}

Result<void> StoreCheck::check_open(const SegmentList& open) {
  bool log_goes_on = true;
  for (std::size_t index = 0; index < open.size(); ++index) {
    const std::string name = name_of(*open[index]);
    report_.failed_file = name;
    if (index > 0 && !follows(*open[index], *open[index - 1])) {
      report_.findings.damage(name, 0, "it does not follow the segment before it");
    }
    if (!log_goes_on) {
      report_.findings.note(name, 0,
                            "it stands behind the end of the log; the store does not take it");
      continue;
    }
    TRY_ASSIGN(log_goes_on, check_open_segment(open, index));
  }
  return {};
}

// Whether the log goes on in the next segment.
Result<bool> StoreCheck::check_open_segment(const SegmentList& open, std::size_t index) {
  Segment& segment = *open[index];
  const std::string name = name_of(segment);
  TRY_ASSIGN(const FileImage image, image_of({CaskFileKind::log, segment.number()}));
  const OpenSegmentEnd end =
      walk_open_segment(open, index, image.bytes(), [](const PlacedChange&) {});
  walk_past_damage(
      image.bytes(), segment.place_at(0), segment_header_bytes, end.offset,
      [&](const CommitView& commit, std::uint64_t offset) {
        look_at_commit(segment, commit, offset);
      },
      [](const CommitGap&) {});
  report_.bytes += end.offset;
  if (end.may_be_damaged) {
    const Result<bool> is_damage = was_durable(open, index, end.offset);
    if (!is_damage.ok() || *is_damage) {
      report_.findings.damage(name, end.offset,
                              is_damage.ok() ? "a record that was durable is damaged"
                                             : "what is behind the log's end cannot be read");
      return false;
    }
    const std::uint64_t torn =
        untaken_bytes(segment, end.offset, image.bytes().subspan(end.offset));
    if (torn > 0 || end.log_goes_on != (index + 1 < open.size())) {
      report_.findings.note(
          name, end.offset,
          fmt::format("the log is torn here; {} bytes behind it are not taken", torn));
    }
    return end.log_goes_on;
  }
  note_tail(segment, image, end.offset);
  return end.log_goes_on;
}

}  // namespace powercut
