// Segment: one open, numbered file of a store, with the books on its bytes.
//
//   header commit* | zeros, or bytes that a recovery did not take
//   0              end
//
// Bytes before the end never change. Threads: any may read. One thread at a time may change the
// end, and the bytes behind it.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "engine/cask/formats/commit.h"
#include "engine/cask/formats/record_place.h"
#include "engine/cask/formats/segment_header.h"
#include "powercut/io/file.h"

namespace powercut {

class Segment {
 public:
  // maps_file: the file may be mapped, and looked at in place. Otherwise all bytes are copied, and
  // a disk that fails to read is an error, and not the end of the process.
  Segment(const SegmentHeader& header, std::unique_ptr<File> file, bool maps_file)
      : header_(header), file_(std::move(file)), maps_file_(maps_file) {}

  const SegmentHeader& header() const { return header_; }
  std::uint32_t number() const { return header_.number; }
  CommitPlace place_at(std::uint64_t offset) const {
    return {header_.salt, header_.number, offset};
  }

  // The position of the log, in bytes, at this offset of the segment.
  std::uint64_t position_of(std::uint64_t offset) const {
    return header_.base_position + (offset - segment_header_bytes);
  }

  File& file() { return *file_; }

  // Calls File::view if the file may be mapped; otherwise reads into the buffer.
  Result<Bytes> view(std::uint64_t offset, std::size_t length, std::string& buffer);

  // The offset at which the next commit goes, or would go.
  std::uint64_t end() const { return end_.load(std::memory_order_acquire); }
  void set_end(std::uint64_t end) { end_.store(end, std::memory_order_release); }

  // True if nothing is written any more, and all up to the end is durable.
  bool is_sealed() const { return sealed_.load(std::memory_order_acquire); }
  void seal() { sealed_.store(true, std::memory_order_release); }

  // Bytes of records that were overwritten or removed since, and bytes of records that remove.
  std::atomic<std::uint64_t> dead_bytes = 0;
  std::atomic<std::uint64_t> remove_bytes = 0;
  // Bytes of all records.
  std::atomic<std::uint64_t> record_bytes = 0;

  // The commits up to here are known to be durable, while the segment is not sealed. 0: not known.
  std::atomic<std::uint64_t> durable_end = 0;

  // Set by a compaction that found damage. The segment is left alone from then on.
  std::atomic<bool> is_damaged = false;

  // The bytes behind the end that a recovery did not take, up to the last that is not zero.
  // nullopt: nobody has looked yet.
  std::optional<std::uint64_t> cut_bytes = 0;

 private:
  SegmentHeader header_;
  std::unique_ptr<File> file_;
  bool maps_file_;
  std::atomic<std::uint64_t> end_ = segment_header_bytes;
  std::atomic<bool> sealed_ = false;
};

using SegmentList = std::vector<std::shared_ptr<Segment>>;

}  // namespace powercut
