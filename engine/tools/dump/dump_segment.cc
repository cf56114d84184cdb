#include <fmt/format.h>

#include "engine/cask/formats/segment_header.h"
#include "engine/tools/check/record_search.h"
#include "engine/tools/check/walk_past_damage.h"
#include "engine/tools/dump/dump.h"

namespace powercut {

namespace {

// As decode_segment_header, of what nothing vouches for. The bytes have a whole header.
CommitPlace unverified_place(Bytes whole) {
  return {.salt = load_u64(whole.data() + 40), .segment = load_u32(whole.data() + 20), .offset = 0};
}

void print_header(const SegmentHeader& header, DumpPrinter& printer) {
  printer.print({.offset = 0,
                 .kind = "header",
                 .numbers = {{"number", header.number},
                             {"salt", header.salt},
                             {"base_position", header.base_position},
                             {"predecessor", header.predecessor},
                             {"predecessor_end", header.predecessor_end},
                             {"synced_position", header.synced_position}},
                 .note = header.kind == SegmentKind::merged ? "merged" : "of the log"});
}

void print_commit(const CommitView& commit, std::uint64_t offset, DumpPrinter& printer) {
  std::uint64_t changes = 0;
  for_each_change(commit.body, 0, 0, [&](const PlacedChange&) { ++changes; });
  printer.print({.offset = offset,
                 .kind = "commit",
                 .numbers = {{"bytes", commit.total_bytes()},
                             {"synced_position", commit.synced_position},
                             {"changes", changes}}});
  const std::uint64_t body = offset + commit_header_bytes;
  for_each_change(commit.body, 0, 0, [&](const PlacedChange& change) {
    const Bytes record = commit.body.subspan(change.place.offset, change.place.bytes);
    const std::string_view parts = as_text(record.subspan(record_header_bytes));
    const bool sets = change.kind == RecordKind::set;
    printer.print({.offset = body + change.place.offset,
                   .kind = sets ? "set" : "remove",
                   .is_good = checksum_matches(record),
                   .key = change.key,
                   .value = sets ? std::optional(parts.substr(change.key.size())) : std::nullopt});
  });
}

// The records in it that are good by themselves, too.
void print_bad_commits(Bytes whole, const CommitGap& gap, DumpPrinter& printer) {
  const std::string note = gap.meets_commit
                               ? fmt::format("no good commit; the next one is at {}", gap.end)
                               : "no good commit up to the end";
  print_gap(whole, gap.begin, gap.end, note, printer);
  RecordSearch search(gap.end - gap.begin, /*finds_frames=*/false);
  search.walk(
      whole.subspan(gap.begin, gap.end - gap.begin),
      [&](const Frame& frame, std::uint64_t offset) {
        const bool sets = frame.kind == FrameKind::set;
        printer.print({.offset = gap.begin + offset,
                       .kind = sets ? "set" : "remove",
                       .key = frame.key,
                       .value = sets ? std::optional(frame.value) : std::nullopt,
                       .note = "good by itself, in a commit that is not"});
      },
      [](std::uint64_t, std::uint64_t) {});
}

}  // namespace

void dump_segment(Bytes whole, DumpPrinter& printer) {
  const Result<SegmentHeader> header = decode_segment_header(whole);
  CommitPlace front{};
  if (header.ok()) {
    print_header(*header, printer);
    front = {header->salt, header->number, 0};
  } else {
    const bool is_newer = header.error().code == ErrorCode::newer_version;
    printer.print({.offset = 0,
                   .kind = "header",
                   .is_good = false,
                   .note = is_newer ? "of a newer version" : "damaged"});
    if (whole.size() <= segment_header_bytes) return;
    front = unverified_place(whole);
    CommitPlace first = front;
    first.offset = segment_header_bytes;
    if (!find_commit(whole.subspan(segment_header_bytes), first)) {
      return dump_records(whole, segment_header_bytes, /*is_log=*/false, printer);
    }
  }
  walk_past_damage(
      whole, front, segment_header_bytes, whole.size(),
      [&](const CommitView& commit, std::uint64_t offset) {
        print_commit(commit, offset, printer);
      },
      [&](const CommitGap& gap) { print_bad_commits(whole, gap, printer); });
}

}  // namespace powercut
