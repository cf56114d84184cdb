// CaskStats: what a CaskStore says of itself. CaskCounters: what it counts as it goes.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "powercut/io/clock.h"

namespace powercut {

// How many of what fell between 2^n and 2^(n+1), n from 0 on; 0 and 1 are in the first.
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
  PowerHistogram group_sizes;         // requests that were answered together
  PowerHistogram sync_nanoseconds;    // of who waited for one: a commit, or a call of sync()
  PowerHistogram commit_nanoseconds;  // a commit as a whole; of those without a sync, one in 64
  std::atomic<std::uint64_t> commits = 0;  // that were written
  std::atomic<std::uint64_t> compactions = 0;
  std::atomic<std::uint64_t> compacted_bytes = 0;  // that these wrote
};

struct SegmentStats {
  std::uint32_t number;
  bool sealed;
  bool merged;
  std::uint64_t file_bytes;    // up to its end
  std::uint64_t live_bytes;    // of records that are the last word on their keys
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
  std::size_t waiting = 0;      // changes that the next commits will take
  bool refuses_writes = false;  // a sync has failed
};

}  // namespace powercut
