#include "engine/cask/segments/segment_file.h"
#include "engine/io/macros.h"

namespace powercut {

namespace {

// More segments than one compaction ever makes.
constexpr std::uint32_t stray_numbers_max = std::uint32_t{1} << 20U;

}  // namespace

Result<SegmentFile> open_segment_file(CaskFiles& files, const ManifestEntry& entry, OpenMode mode,
                                      bool maps_files) {
  const auto bad = [](std::string_view problem) { return SegmentFile{.problem = problem}; };
  Result<std::unique_ptr<File>> file = files.open({CaskFileKind::log, entry.number}, mode);
  if (!file.ok()) {
    if (file.error().code == ErrorCode::not_found) {
      return SegmentFile{.problem = "the segment is missing", .is_missing = true};
    }
    if (is_no_file(file.error().code)) return bad("it is no regular file");
    return file.error();
  }
  std::string buffer;
  TRY_ASSIGN(const Bytes bytes, (*file)->view(0, segment_header_bytes, buffer));
  const Result<SegmentHeader> header = decode_segment_header(bytes);
  if (!header.ok() && header.error().code == ErrorCode::newer_version) {
    return SegmentFile{.problem = "written by a newer version", .is_newer = true};
  }
  if (!header.ok()) return bad("the segment's header is damaged");
  if (header->number != entry.number || header->salt != entry.salt) {
    return bad("it is not the segment that the manifest names");
  }
  auto segment = std::make_shared<Segment>(*header, std::move(*file), maps_files);
  if (!entry.sealed) segment->durable_end = entry.end;
  return SegmentFile{.segment = std::move(segment)};
}

bool is_far_from(const Manifest& manifest, std::uint32_t number) {
  return number >= manifest.next_number && number - manifest.next_number >= stray_numbers_max;
}

bool was_named_once(std::uint32_t number, Bytes whole) {
  const Result<SegmentHeader> header = decode_segment_header(whole);
  if (!header.ok() || header->kind != SegmentKind::log || header->number != number) return false;
  const CommitPlace first{header->salt, header->number, segment_header_bytes};
  return decode_commit(whole.subspan(segment_header_bytes), first).has_value();
}

}  // namespace powercut
