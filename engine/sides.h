// Sides: counts how often the engines' code was on each side of the sizes at which it goes another
// way. All these sizes are in one table.
//
// If a size is far from what a test writes, the test never reaches the code behind it. So each size
// is an option, which sweeps make small (harness/catalog/catalog.cc). A test checks that a real run
// of the harness has been on both sides of each (harness/mutants/sides_test.cc).
//
// note_side() does nothing in the normal build. It counts in a build with POWERCUT_MUTANTS, which
// only the tests of the harness have. Threads: any.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace powercut {

enum class Edge : std::uint8_t {
  log_record,
  log_window,
  log_copy_buffer,
  segment,
  lone_commit,
  merged_segment,
  merged_commit,
  small_segment,
  room,
  dead_start,
  dead_max,
  compaction_look,
  compaction_step,
  compaction_group,
  moved_changes,
  loader_changes,
  sorted_changes,
  checkpoint_buffer,
  index_shard,
  ordered_page,
  walk_window,
  held_keys,
};

struct NamedEdge {
  Edge edge;
  std::string_view option;
  std::string_view beyond;  // what the code does there
};

inline constexpr NamedEdge named_edges[] = {
    {Edge::log_record, "LogStoreOptions::window_bytes", "a record is read in pieces"},
    {Edge::log_window, "LogStoreOptions::window_bytes", "a log is read window by window"},
    {Edge::log_copy_buffer, "LogStoreOptions::window_bytes", "a compaction writes in between"},
    {Edge::segment, "CaskOptions::segment_bytes", "a commit begins a segment"},
    {Edge::lone_commit, "CaskOptions::segment_bytes", "a commit is longer than a segment"},
    {Edge::merged_segment, "CaskOptions::segment_bytes", "a compaction begins another output"},
    {Edge::merged_commit, "CaskOptions::merged_commit_bytes", "an output has several commits"},
    {Edge::small_segment, "CaskOptions::small_percent", "a segment is too large to join others"},
    {Edge::room, "CaskOptions::room_bytes", "room is made ahead"},
    {Edge::dead_start, "CaskOptions::dead_percent_start", "a compaction begins"},
    {Edge::dead_max, "CaskOptions::dead_percent_max", "writers do a step of it"},
    {Edge::compaction_look, "CaskOptions::segment_bytes", "the shares are looked at"},
    {Edge::compaction_step, "CaskOptions::compaction_step_bytes", "a step leaves records to copy"},
    {Edge::compaction_group, "CaskOptions::compaction_changes", "records are looked up in groups"},
    {Edge::moved_changes, "CaskOptions::compaction_changes", "the index learns places in groups"},
    {Edge::loader_changes, "CaskOptions::loader_changes", "a recovery loads in between"},
    {Edge::sorted_changes, "CaskOptions::sorted_changes", "what is loaded is sorted by shard"},
    {Edge::checkpoint_buffer, "CaskOptions::checkpoint_bytes", "it is written in several parts"},
    {Edge::index_shard, "CaskOptions::index_slots", "a shard of the index grows"},
    {Edge::ordered_page, "CaskOptions::ordered_page_bytes", "a page is split"},
    {Edge::walk_window, "CaskOptions::walk_slots", "a walk takes fewer keys than are wanted"},
    {Edge::held_keys, "CaskOptions::held_key_bytes", "a scan goes through all keys again"},
};
inline constexpr std::size_t edge_count = std::size(named_edges);

#ifdef POWERCUT_MUTANTS
struct SideCounts {
  std::atomic<std::uint64_t> within = 0;
  std::atomic<std::uint64_t> beyond = 0;
};

inline std::array<SideCounts, edge_count> side_counts;

inline void note_side(Edge edge, bool is_beyond) {
  SideCounts& counts = side_counts[static_cast<std::size_t>(edge)];
  (is_beyond ? counts.beyond : counts.within).fetch_add(1, std::memory_order_relaxed);
}
#else
constexpr void note_side(Edge, bool) {}
#endif

}  // namespace powercut
