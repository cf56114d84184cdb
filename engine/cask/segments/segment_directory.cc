#include "engine/cask/segments/segment_directory.h"
#include "engine/io/macros.h"

#include <algorithm>

namespace powercut {

void SegmentDirectory::add(Segment& segment) {
  make_room_for(segment.number());
  owned_->segments[segment.number() - owned_->first].store(&segment);
}

void SegmentDirectory::drop(std::uint32_t number) {
  CHECK(owned_ != nullptr && number - owned_->first < owned_->size);
  owned_->segments[number - owned_->first].store(nullptr);
}

// From the lowest number in use to some above the new one.
void SegmentDirectory::make_room_for(std::uint32_t number) {
  if (owned_ && number - owned_->first < owned_->size) return;
  std::uint32_t first = number;
  std::uint32_t last = number;
  for (std::uint32_t index = 0; owned_ && index < owned_->size; ++index) {
    if (owned_->segments[index].load() == nullptr) continue;
    first = std::min(first, owned_->first + index);
    last = std::max(last, owned_->first + index);
  }
  const std::uint32_t size = std::max<std::uint32_t>(8, (last - first + 1) * 2);
  auto table =
      std::make_shared<Table>(Table{first, size, std::make_unique<std::atomic<Segment*>[]>(size)});
  for (std::uint32_t index = 0; owned_ && index < owned_->size; ++index) {
    Segment* segment = owned_->segments[index].load();
    if (segment != nullptr) table->segments[owned_->first + index - first].store(segment);
  }
  table_.store(table.get());
  if (owned_) epochs_.retire(std::move(owned_));
  owned_ = std::move(table);
}

}  // namespace powercut
