// Records that nothing but their checksums vouches for: a LogStore's log, or the rest of one.
#include <fmt/format.h>

#include "engine/cask/segments/walk_commits.h"
#include "engine/tools/check/record_search.h"
#include "engine/tools/dump/dump.h"

namespace powercut {

namespace {

void print_change(std::uint64_t offset, RecordKind kind, std::string_view key,
                  std::string_view value, bool is_good, DumpPrinter& printer) {
  const bool sets = kind == RecordKind::set;
  printer.print({.offset = offset,
                 .kind = sets ? "set" : "remove",
                 .is_good = is_good,
                 .key = key,
                 .value = sets ? std::optional(value) : std::nullopt});
}

void print_body(Bytes body, std::uint64_t offset, DumpPrinter& printer) {
  for_each_change(body, 0, 0, [&](const PlacedChange& change) {
    const Bytes record = body.subspan(change.place.offset, change.place.bytes);
    const std::string_view parts = as_text(record.subspan(record_header_bytes));
    print_change(offset + change.place.offset, change.kind, change.key,
                 parts.substr(change.key.size()), checksum_matches(record), printer);
  });
}

std::uint64_t count_of(Bytes body) {
  std::uint64_t count = 0;
  for_each_change(body, 0, 0, [&](const PlacedChange&) { ++count; });
  return count;
}

}  // namespace

void dump_records(Bytes whole, std::uint64_t begin, bool is_log, DumpPrinter& printer) {
  RecordSearch search(whole.size() - begin, /*finds_frames=*/true);
  search.walk(
      whole.subspan(begin),
      [&](const Frame& frame, std::uint64_t place) {
        const std::uint64_t offset = begin + place;
        switch (frame.kind) {
          case FrameKind::set:
            return print_change(offset, RecordKind::set, frame.key, frame.value, true, printer);
          case FrameKind::remove:
            return print_change(offset, RecordKind::remove, frame.key, {}, true, printer);
          case FrameKind::batch:
          case FrameKind::commit:
            const bool is_batch = frame.kind == FrameKind::batch;
            printer.print(
                {.offset = offset,
                 .kind = is_batch ? "batch" : "commit",
                 .is_good = is_batch || !is_log,
                 .numbers = {{"bytes", frame.whole.size()}, {"changes", count_of(frame.body)}},
                 .note = is_batch || !is_log ? "" : "of a segment; no log holds any"});
            return print_body(frame.body, offset + frame.whole.size() - frame.body.size(), printer);
        }
      },
      [&](std::uint64_t place, std::uint64_t bytes) {
        print_gap(whole, begin + place, begin + place + bytes,
                  begin + place + bytes == whole.size() ? "no good record up to the end"
                                                        : "no good record",
                  printer);
      });
  if (search.gave_up()) {
    printer.print({.offset = begin,
                   .kind = "gap",
                   .is_good = false,
                   .note = "not every place was looked at: too many lengths are made up"});
  }
}

}  // namespace powercut
