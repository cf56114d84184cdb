#include "engine/cask/segments/hint.h"

#include <utility>

#include "engine/cask/formats/stamp.h"
#include "engine/io/macros.h"
#include "engine/mutants.h"
#include "powercut/io/transfer.h"

namespace powercut {

namespace {

constexpr std::size_t entry_count_offset = 20;
constexpr std::size_t segment_offset = 24;
constexpr std::size_t segment_salt_offset = 32;
constexpr std::size_t end_offset = 40;
static_assert(end_offset + sizeof(std::uint64_t) == hint_header_bytes);

// Whether whole entries fill the bytes.
bool are_hint_entries(Bytes entries, std::uint64_t count) {
  for (; count > 0; --count) {
    if (entries.size() < hint_entry_bytes) return false;
    const std::uint64_t bytes = hint_entry_bytes + std::uint64_t{load_u32(entries.data() + 4)};
    if (bytes > entries.size()) return false;
    entries = entries.subspan(bytes);
  }
  return entries.empty();
}

#ifdef POWERCUT_MUTANTS
// The mutant's own: as many whole entries as there are.
std::optional<Bytes> believed_entries(Bytes file) {
  if (file.size() < hint_header_bytes) return std::nullopt;
  Bytes rest = file.subspan(hint_header_bytes);
  while (rest.size() >= hint_entry_bytes &&
         rest.size() - hint_entry_bytes >= load_u32(rest.data() + 4)) {
    rest = rest.subspan(hint_entry_bytes + load_u32(rest.data() + 4));
  }
  return file.subspan(hint_header_bytes, file.size() - hint_header_bytes - rest.size());
}
#endif

}  // namespace

void HintBuilder::add(const PlacedChange& change) {
  const std::size_t start = bytes_.size();
  bytes_.resize(start + hint_entry_bytes);
  bytes_.append(change.key);
  std::byte* entry = as_mutable_bytes(bytes_).data() + start;
  const std::size_t value_bytes = change.place.bytes - record_header_bytes - change.key.size();
  store_u32(entry, change.place.offset);
  store_u32(entry + 4, static_cast<std::uint32_t>(change.key.size()));
  store_u32(entry + 8, change.kind == RecordKind::remove
                           ? static_cast<std::uint32_t>(value_length_of_remove)
                           : static_cast<std::uint32_t>(value_bytes));
  ++count_;
}

std::string HintBuilder::finish(const Segment& segment, std::uint64_t end) {
  const MutableBytes bytes = as_mutable_bytes(bytes_);
  store_u64(bytes.data() + segment_offset, segment.number());
  store_u64(bytes.data() + segment_salt_offset, segment.header().salt);
  store_u64(bytes.data() + end_offset, end);
  store_u32(bytes.data() + entry_count_offset, std::exchange(count_, 0));
  put_stamp(bytes, hint_magic, hint_version);
  return std::exchange(bytes_, std::string(hint_header_bytes, '\0'));
}

Result<HintHead> decode_hint_head(Bytes file) {
  TRY_ASSIGN(file, check_stamp(file, hint_magic, hint_version));
  if (file.size() < hint_header_bytes) return Error{ErrorCode::corrupt};
  const HintHead head = {.segment = load_u64(file.data() + segment_offset),
                         .salt = load_u64(file.data() + segment_salt_offset),
                         .end = load_u64(file.data() + end_offset),
                         .count = load_u32(file.data() + entry_count_offset),
                         .entries = file.subspan(hint_header_bytes)};
  if (!are_hint_entries(head.entries, head.count)) return Error{ErrorCode::corrupt};
  return head;
}

std::optional<Bytes> decode_hint(Bytes file, const Segment& segment, std::uint64_t end) {
#ifdef POWERCUT_MUTANTS
  if (mutated(Mutant::hint_unchecked)) return believed_entries(file);
#endif
  const Result<HintHead> head = decode_hint_head(file);
  const bool fits = head.ok() && head->segment == segment.number() &&
                    head->salt == segment.header().salt && head->end == end;
  if (!fits) return std::nullopt;
  return head->entries;
}

Result<void> write_hint(CaskFiles& files, Health& health, const Segment& segment,
                        HintBuilder& hint) {
  TRY(health.check_writable());
  const std::string bytes = hint.finish(segment, segment.end());
  const auto file = files.open({CaskFileKind::hint, segment.number()}, OpenMode::replace);
  if (!file.ok() || !write_full(**file, 0, as_bytes(bytes)).ok()) return {};
  return health.sync(**file, 0, bytes.size());
}

}  // namespace powercut
