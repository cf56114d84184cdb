#include "engine/tools/repair/salvage_segment.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/cask/formats/cask_files.h"
#include "engine/io/macros.h"
#include "engine/tools/check/zeros.h"

namespace powercut {

SalvageSegment::SalvageSegment(const SalvageSource& source, const FileImage& image,
                               Findings& findings, SalvageCounts& counts, const Visit& visit)
    : source_(source),
      whole_(image.bytes()),
      file_bytes_(image.file_bytes()),
      findings_(findings),
      counts_(counts),
      visit_(visit),
      name_(to_text({CaskFileKind::log, source.number})) {}

Result<void> SalvageSegment::run(const SegmentExtent& extent) {
  const std::uint64_t commits_before = counts_.commits;
  TRY(take_all(extent));
  if (!source_.header) tell_of_header(counts_.commits > commits_before);
  return status_;
}

// A segment is named when its header is durable.
void SalvageSegment::tell_of_header(bool has_commits) {
  const bool is_empty = whole_.size() >= segment_header_bytes &&
                        bytes_without_zeros(whole_.subspan(segment_header_bytes)) == 0;
  if (!source_.entry || has_commits || is_empty) {
    findings_.note(name_, 0, "the segment's header is damaged");
  } else {
    findings_.damage(name_, 0, "the file is not what it was: what the segment held is lost");
  }
}

Result<void> SalvageSegment::take_all(const SegmentExtent& extent) {
  if (file_bytes_ < extent.limit) {
    counts_.lost_bytes += extent.limit - file_bytes_;
    findings_.damage(
        name_, file_bytes_,
        fmt::format("{} bytes are lost: the file has become shorter", extent.limit - file_bytes_));
  }
  const std::uint64_t limit = std::min<std::uint64_t>(extent.limit, whole_.size());
  salt_ = salt_of_commits(limit);
  if (!salt_) {
    // Nothing says which commits belong here.
    const std::uint64_t begin = std::min<std::uint64_t>(segment_header_bytes, limit);
    const std::uint64_t bytes = bytes_without_zeros(whole_.subspan(begin, limit - begin));
    take_records(begin, begin + bytes);
    return status_;
  }
  walk_past_damage(
      whole_, {*salt_, source_.number, 0}, segment_header_bytes, limit,
      [&](const CommitView& commit, std::uint64_t) { take_commit(commit); },
      [&](const CommitGap& gap) { take_gap(gap, extent.may_be_torn); });
  return status_;
}

// The manifest's word, unless the commits there are those of the header.
std::optional<std::uint64_t> SalvageSegment::salt_of_commits(std::uint64_t limit) const {
  std::vector<std::uint64_t> salts;
  if (source_.entry) salts.push_back(source_.entry->salt);
  if (source_.header && (salts.empty() || salts.front() != source_.header->salt)) {
    salts.push_back(source_.header->salt);
  }
  if (salts.size() > 1 && limit > segment_header_bytes) {
    const Bytes commits = whole_.subspan(segment_header_bytes, limit - segment_header_bytes);
    for (const std::uint64_t salt : salts) {
      if (find_commit(commits, {salt, source_.number, segment_header_bytes})) return salt;
    }
  }
  if (salts.empty()) return std::nullopt;
  return salts.front();
}

void SalvageSegment::take_commit(const CommitView& commit) {
  ++counts_.commits;
  for_each_change(commit.body, source_.number, 0, [&](const PlacedChange& change) {
    const Bytes record = commit.body.subspan(change.place.offset, change.place.bytes);
    const std::optional<RecordView> good = decode_record(record);
    if (good) return take(good->kind, good->key, good->value);
    const auto offset = static_cast<std::uint64_t>(record.data() - whole_.data());
    lose(offset, record.size());
  });
}

void SalvageSegment::take_gap(const CommitGap& gap, bool may_be_torn) {
  std::uint64_t end = gap.end;
  if (!gap.meets_commit) {
    const std::uint64_t bytes = bytes_without_zeros(whole_.subspan(gap.begin, end - gap.begin));
    if (may_be_torn) {
      if (bytes > 0) {
        findings_.note(
            name_, gap.begin,
            fmt::format("the log is torn here; {} bytes behind it are not taken", bytes));
      }
      return;
    }
    // Up to the limit all was durable, whatever is there now.
    if (bytes == 0) return lose(gap.begin, end - gap.begin);
  }
  take_records(gap.begin, end);
}

void SalvageSegment::take_records(std::uint64_t begin, std::uint64_t end) {
  const Bytes bytes = whole_.subspan(begin, end - begin);
  RecordSearch search(bytes.size(), /*finds_frames=*/false);
  search.walk(
      bytes,
      [&](const Frame& frame, std::uint64_t) {
        ++counts_.loose_changes;
        const bool sets = frame.kind == FrameKind::set;
        take(sets ? RecordKind::set : RecordKind::remove, frame.key, frame.value);
      },
      [&](std::uint64_t offset, std::uint64_t length) {
        lose_behind_header(begin + offset, length, end);
      });
  if (search.gave_up()) findings_.note(name_, begin, "not every place was looked at for records");
}

// Bytes that are no record may be just the front of a damaged commit, which holds nothing.
void SalvageSegment::lose_behind_header(std::uint64_t offset, std::uint64_t bytes,
                                        std::uint64_t end) {
  const bool is_header = bytes >= commit_header_bytes &&
                         may_have_begun_commit(whole_.subspan(offset, end - offset),
                                               {salt_.value_or(0), source_.number, offset});
  if (is_header) {
    findings_.note(name_, offset, "the front of a commit is damaged");
    offset += commit_header_bytes;
    bytes -= commit_header_bytes;
  }
  if (bytes > 0) lose(offset, bytes);
}

void SalvageSegment::lose(std::uint64_t offset, std::uint64_t bytes) {
  counts_.lost_bytes += bytes;
  findings_.damage(name_, offset, fmt::format("{} bytes are lost", bytes));
}

void SalvageSegment::take(RecordKind kind, std::string_view key, std::string_view value) {
  if (!status_.ok()) return;
  ++counts_.changes;
  status_ = visit_(kind, key, value);
}

}  // namespace powercut
