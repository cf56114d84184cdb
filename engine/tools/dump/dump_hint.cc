#include "engine/cask/segments/hint.h"
#include "engine/tools/dump/dump.h"

namespace powercut {

namespace {

// As many whole entries as there are.
Bytes whole_entries(Bytes bytes) {
  std::uint64_t length = 0;
  while (bytes.size() - length >= hint_entry_bytes) {
    const std::uint64_t entry_bytes =
        hint_entry_bytes + std::uint64_t{load_u32(bytes.data() + length + 4)};
    if (entry_bytes > bytes.size() - length) break;
    length += entry_bytes;
  }
  return bytes.first(length);
}

void print_entries(Bytes entries, std::uint64_t offset, bool is_good, DumpPrinter& printer) {
  for_each_hinted(entries, 0, [&](const PlacedChange& change) {
    printer.print({.offset = offset,
                   .kind = change.kind == RecordKind::set ? "set" : "remove",
                   .is_good = is_good,
                   .key = change.key,
                   .numbers = {{"at", change.place.offset}, {"record_bytes", change.place.bytes}}});
    offset += hint_entry_bytes + change.key.size();
  });
}

}  // namespace

void dump_hint(Bytes whole, DumpPrinter& printer) {
  const Result<HintHead> head = decode_hint_head(whole);
  if (head.ok()) {
    printer.print({.offset = 0,
                   .kind = "header",
                   .numbers = {{"segment", head->segment},
                               {"salt", head->salt},
                               {"end", head->end},
                               {"entries", head->count}}});
    return print_entries(head->entries, hint_header_bytes, true, printer);
  }
  const bool is_newer = head.error().code == ErrorCode::newer_version;
  printer.print({.offset = 0,
                 .kind = "header",
                 .is_good = false,
                 .note = is_newer ? "of a newer version" : "torn or damaged"});
  if (is_newer || whole.size() <= hint_header_bytes) return;
  print_entries(whole_entries(whole.subspan(hint_header_bytes)), hint_header_bytes, false, printer);
}

}  // namespace powercut
