// SegmentDirectory: maps a number to its segment, for readers that take no lock.
//
// Threads: any may call find(), under a pin of the same epochs; one at a time may call the others.
#pragma once

#include <atomic>
#include <memory>

#include "engine/cask/segments/reader_epochs.h"
#include "engine/cask/segments/segment.h"

namespace powercut {

class SegmentDirectory {
 public:
  explicit SegmentDirectory(ReaderEpochs& epochs) : epochs_(epochs) {}

  // nullptr: no segment has this number now. The result is valid as long as the pin.
  Segment* find(std::uint32_t number) const {
    const Table* table = table_.load();
    if (table == nullptr || number - table->first >= table->size) return nullptr;
    return table->segments[number - table->first].load();
  }

  // The directory does not own the segment, which must live until it was dropped and no reader uses
  // it.
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
