#include "harness/ask/stats_sizes.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace powercut {

namespace {

bool has_no_sizes(const StoreStats& stats) {
  return stats.file_bytes == 0 && stats.wasted_bytes == 0;
}

std::uint64_t bytes_below(const Disk& disk, InodeId directory, std::vector<bool>& is_counted) {
  std::uint64_t bytes = 0;
  for (const DirectoryEntry& entry : disk.entries(directory)) {
    if (is_counted[entry.inode]) continue;  // a directory may be within itself
    is_counted[entry.inode] = true;
    bytes += disk.kind(entry.inode) == InodeKind::directory
                 ? bytes_below(disk, entry.inode, is_counted)
                 : disk.contents(entry.inode).size();
  }
  return bytes;
}

Violation inconsistency(std::string expected, std::string found) {
  return {.kind = FindingKind::inconsistent,
          .key = {},
          .expected = std::move(expected),
          .found = std::move(found)};
}

}  // namespace

std::optional<Violation> StatsSizes::ask(const Store& store, const Disk& disk) {
  const StoreStats stats = store.stats();
  std::vector<bool> is_counted(disk.inode_count());
  const std::uint64_t bytes = bytes_below(disk, root_inode, is_counted);
  if (stats.file_bytes <= bytes) return std::nullopt;
  return inconsistency(
      fmt::format("the stats tell no more file_bytes than the {} that all files have", bytes),
      fmt::format("{}", stats.file_bytes));
}

std::optional<Violation> StatsSizes::ask_compacted(const Store& store) {
  const StoreStats stats = store.stats();
  if (stats.wasted_bytes == 0) return std::nullopt;
  return inconsistency("the stats tell no wasted_bytes when a compaction has returned ok",
                       fmt::format("{} of {}", stats.wasted_bytes, stats.file_bytes));
}

// An empty store may have no sizes before its first file, and a header behind it.
void StatsSizes::note_before_restart(const Store& store) {
  const StoreStats stats = store.stats();
  used_before_.reset();
  if (stats.keys == 0) return;
  used_before_ = stats.file_bytes - stats.wasted_bytes;
}

std::optional<Violation> StatsSizes::ask_after_restart(const Store& store) {
  const std::optional<std::uint64_t> before = std::exchange(used_before_, std::nullopt);
  if (!before) return std::nullopt;
  const StoreStats stats = store.stats();
  if (*before == 0 && has_no_sizes(stats)) return std::nullopt;
  const std::uint64_t after = stats.file_bytes - stats.wasted_bytes;
  if (*before == after) return std::nullopt;
  return inconsistency(
      fmt::format("the stats tell {} bytes that are not wasted, as before the restart", *before),
      fmt::format("{} of {}", after, stats.file_bytes));
}

}  // namespace powercut
