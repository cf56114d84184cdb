// Segment: one numbered file of a store, open, and the books on it.
//
//   header commit* | zeros, or what a recovery did not take
//   0              end
//
// Bytes before the end never change. Threads: any may read; end, and the bytes behind it, change by
// one thread at a time.
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
  // maps_file: it may be looked at in place; else everything is copied, and a disk that fails to
  // read is an error rather than the end of the process.
  Segment(const SegmentHeader& header, std::unique_ptr<File> file, bool maps_file)
      : header_(header), file_(std::move(file)), maps_file_(maps_file) {}

  const SegmentHeader& header() const { return header_; }
  std::uint32_t number() const { return header_.number; }
  CommitPlace place_at(std::uint64_t offset) const {
    return {header_.salt, header_.number, offset};
  }

  // Where the log stands in bytes when it has come to the offset.
  std::uint64_t position_of(std::uint64_t offset) const {
    return header_.base_position + (offset - segment_header_bytes);
  }

  File& file() { return *file_; }

  // As File::view, which is asked or not.
  Result<Bytes> view(std::uint64_t offset, std::size_t length, std::string& buffer);

  // Where the next commit goes, or would.
  std::uint64_t end() const { return end_.load(std::memory_order_acquire); }
  void set_end(std::uint64_t end) { end_.store(end, std::memory_order_release); }

  // Nothing is written any more, and all up to the end is durable.
  bool is_sealed() const { return sealed_.load(std::memory_order_acquire); }
  void seal() { sealed_.store(true, std::memory_order_release); }

  // Bytes of its records that were overwritten or removed since, and of those that remove.
  std::atomic<std::uint64_t> dead_bytes = 0;
  std::atomic<std::uint64_t> remove_bytes = 0;
  // Bytes of all of its records.
  std::atomic<std::uint64_t> record_bytes = 0;

  // So far its commits are known to be durable, though it is not sealed; 0: nobody knows.
  std::atomic<std::uint64_t> durable_end = 0;

  // A compaction found it so, and lets it be.
  std::atomic<bool> is_damaged = false;

  // Behind the end, and not zeros: what a recovery did not take. None: nobody has looked yet.
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
