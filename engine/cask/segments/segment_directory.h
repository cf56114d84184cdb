// SegmentDirectory: maps a number to the segment, for readers without a lock.
//
// Threads: find() from any, under a pin of the same epochs; the others one at a time.
#pragma once

#include <atomic>
#include <memory>

#include "engine/cask/segments/reader_epochs.h"
#include "engine/cask/segments/segment.h"

namespace powercut {

class SegmentDirectory {
 public:
  explicit SegmentDirectory(ReaderEpochs& epochs) : epochs_(epochs) {}

  // nullptr: there is none any more. Good as long as the pin.
  Segment* find(std::uint32_t number) const {
    const Table* table = table_.load();
    if (table == nullptr || number - table->first >= table->size) return nullptr;
    return table->segments[number - table->first].load();
  }

  // The directory does not own it; it must live until it was dropped and no reader looks at it.
  void add(Segment& segment);
  void drop(std::uint32_t number);

 private:
  struct Table {
    std::uint32_t first;
    std::uint32_t size;
    std::unique_ptr<std::atomic<Segment*>[]> segments;
  };

  void make_room_for(std::uint32_t number);

  ReaderEpochs& epochs_;
  std::atomic<const Table*> table_ = nullptr;
  std::shared_ptr<Table> owned_;  // what table_ points to
};

}  // namespace powercut
