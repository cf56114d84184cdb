// Goal: no code of our stores hides behind a size that tests do not reach. Method: a real run of
// the harness, of moderate size, over the stores as sweeps have them; then every size of the table
// in engine/sides.h must have been passed, and not been passed. In the build that counts.
#include "engine/sides.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/catalog/catalog.h"
#include "harness/lifetimes/sweep_all.h"

namespace powercut {
namespace {

TEST(Sides, of_every_size_are_both_taken) {
  SweepOptions options{.models = {find_persistence_model("in-order")},
                       .exploration = {.budget = 8, .depth = 0},
                       .worlds = 250,
                       .plans = 60};
  for (const char* name : {"log", "cask", "cask-ordered", "cask-everysec"}) {
    options.stores.push_back(find_store(name));
  }
  for (const char* name : {"mixed-uniform", "rolls", "compaction-steps", "awkward-bytes"}) {
    options.workloads.push_back(find_workload(name));
  }
  Progress progress;
  SweepResult result = sweep_all(options, progress);
  for (const Cell& cell : result.cells) EXPECT_EQ(cell.outcomes.tally.failed, 0U) << cell.store;

  std::string table = fmt::format("{:>12} {:>12}  {}\n", "within", "beyond", "size");
  for (const NamedEdge& named : named_edges) {
    const SideCounts& counts = side_counts[static_cast<std::size_t>(named.edge)];
    table += fmt::format("{:>12} {:>12}  {}: {}\n", counts.within.load(), counts.beyond.load(),
                         named.option, named.beyond);
    EXPECT_GT(counts.within, 0U) << named.option << ": always " << named.beyond;
    EXPECT_GT(counts.beyond, 0U) << named.option << ": never " << named.beyond;
  }
  fmt::print("{}", table);
}

TEST(Sides, are_listed_in_the_order_of_the_table) {
  for (std::size_t index = 0; index < edge_count; ++index) {
    EXPECT_EQ(static_cast<std::size_t>(named_edges[index].edge), index);
  }
}

}  // namespace
}  // namespace powercut
