#include "engine/tools/check/hint_check.h"

namespace powercut {

HintCheck::HintCheck(Findings& findings, std::string_view name, Bytes file, const Segment& segment,
                     std::uint64_t end)
    : findings_(findings), name_(name) {
  const Result<HintHead> head = decode_hint_head(file);
  if (!head.ok()) {
    const bool is_newer = head.error().code == ErrorCode::newer_version;
    findings_.note(name_, 0,
                   is_newer ? "the hint was written by a newer version; it is not used"
                            : "the hint is torn or damaged; it is not used, the segment is read");
    return;
  }
  const std::optional<Bytes> entries = decode_hint(file, segment, end);
  if (!entries) {
    findings_.note(name_, 0, "the hint is of another segment, or of another end; it is not used");
    return;
  }
  entries_ = *entries;
  file_bytes_ = hint_header_bytes + entries_.size();
  compares_ = true;
}

void HintCheck::add(const PlacedChange& change) {
  if (!compares_) return;
  if (entries_.empty()) return differs();
  const std::size_t entry_bytes = hint_entry_bytes + std::size_t{load_u32(entries_.data() + 4)};
  std::optional<PlacedChange> hinted;
  for_each_hinted(entries_.first(entry_bytes), change.place.segment,
                  [&](const PlacedChange& entry) { hinted = entry; });
  const bool is_same =
      hinted->kind == change.kind && hinted->key == change.key && hinted->place == change.place;
  if (!is_same) return differs();
  entries_ = entries_.subspan(entry_bytes);
}

void HintCheck::finish() {
  if (compares_ && !entries_.empty()) differs();
}

void HintCheck::differs() {
  findings_.damage(name_, offset(), "the hint's checksum is right, but not what it says");
  compares_ = false;
}

}  // namespace powercut
