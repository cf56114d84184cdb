// NetworkDisk: serves a block device of this kernel (/dev/nbd0) from this process.
//
// The kernel's network block device sends each read, write and flush over a socket; a thread
// answers from a BlockImage, and logs. So a disk needs no file, its content can be replaced at
// once, and all requests of the kernel are known.
//
// Threads: one caller. replace() is allowed only while nothing is mounted from the disk.
#pragma once

#include <mutex>
#include <thread>
#include <unordered_set>
#include <vector>

#include "faultfs/fidelity/guest/block_image.h"
#include "faultfs/fidelity/guest/block_log.h"
#include "faultfs/fidelity/guest/write_refusals.h"

namespace powercut {

class NetworkDisk {
 public:
  static constexpr const char* device = "/dev/nbd0";

  // The module must be loaded; size in bytes, a multiple of 512.
  NetworkDisk(BlockImage image, std::uint64_t size);
  ~NetworkDisk();
  NetworkDisk(const NetworkDisk&) = delete;
  NetworkDisk& operator=(const NetworkDisk&) = delete;

  // Replaces the content. The kernel forgets all that it has read.
  void replace(BlockImage image);

  // Logs all writes and flushes from here on, until take_log().
  void start_log();
  void mark();
  BlockLog take_log();

  // From here on, answers these writes with an error.
  void refuse(Refusal refusal);
  std::uint64_t refused() const;

  // The blocks (of BlockImage) that were read since the last replace(), each once, in the order of
  // the first reads.
  std::vector<std::uint64_t> blocks_read();

 private:
  void await_size(std::uint64_t size) const;
  void note_read(std::uint64_t offset, std::uint64_t length);
  void serve();
  bool write(std::uint64_t offset, std::span<const char> bytes, bool is_durable);

  int device_ = -1;
  int kernel_end_ = -1;
  int our_end_ = -1;
  mutable std::mutex mutex_;
  BlockImage image_;
  WriteRefusals refusals_;
  BlockLog log_;
  bool logs_ = false;
  std::vector<std::uint64_t> reads_;
  std::unordered_set<std::uint64_t> was_read_;
  std::thread kernel_side_;
  std::thread our_side_;
};

}  // namespace powercut
