// CaskStats: the numbers that a CaskStore reports. CaskCounters: those that it counts as it runs.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "powercut/io/clock.h"

namespace powercut {

// Counts values. Bucket n has those from 2^n up to 2^(n+1), bucket 0 also the value 0, and the last
// bucket all that are larger.
class PowerHistogram {
 public:
  static constexpr std::size_t bucket_count = 48;

  void add(std::uint64_t value) {
    const std::size_t bucket = value < 2 ? 0 : static_cast<std::size_t>(std::bit_width(value)) - 1;
    counts_[std::min(bucket, bucket_count - 1)].fetch_add(1, std::memory_order_relaxed);
  }
  std::array<std::uint64_t, bucket_count> counts() const {
    std::array<std::uint64_t, bucket_count> copy;
    for (std::size_t bucket = 0; bucket < bucket_count; ++bucket) {
      copy[bucket] = counts_[bucket].load(std::memory_order_relaxed);
    }
    return copy;
  }

 private:
  std::array<std::atomic<std::uint64_t>, bucket_count> counts_{};
};

struct CaskCounters {
  PowerHistogram group_sizes;              // requests that were answered together
  PowerHistogram sync_nanoseconds;         // waits for one, of a commit or of sync()
  PowerHistogram commit_nanoseconds;       // whole commits; without a sync, one in 64
  std::atomic<std::uint64_t> commits = 0;  // written so far
  std::atomic<std::uint64_t> compactions = 0;
  std::atomic<std::uint64_t> compacted_bytes = 0;  // records that they copied
};

struct SegmentStats {
  std::uint32_t number;
  bool sealed;
  bool merged;
  std::uint64_t file_bytes;    // up to its end
  std::uint64_t live_bytes;    // of records that are the last word on a key
  std::uint64_t dead_bytes;    // of records that were overwritten or removed since
  std::uint64_t remove_bytes;  // of records that remove
};

using HistogramCounts = std::array<std::uint64_t, PowerHistogram::bucket_count>;

struct CaskStats {
  std::uint64_t keys = 0;
  std::uint64_t index_bytes = 0;  // memory of the index
  std::vector<SegmentStats> segments = {};
  std::uint64_t commits = 0;
  std::uint64_t syncs = 0;
  std::uint64_t compactions = 0;
  std::uint64_t compacted_bytes = 0;
  HistogramCounts group_sizes = {};
  HistogramCounts sync_nanoseconds = {};
  HistogramCounts commit_nanoseconds = {};
  std::size_t waiting = 0;      // requests that no commit has taken yet
  bool refuses_writes = false;  // a sync has failed
};

}  // namespace powercut
