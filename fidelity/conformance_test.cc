// Goal: each tree that a real kernel has left is a state of the row that stands for its file
// system, and of posix-min. Method: the files in states/, whole; and as canaries rows that are
// wrong in one thing, which the same files must refute.
#include "fidelity/conformance.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "fidelity/model_run.h"

namespace powercut {
namespace {

StateFile states_of(const std::string& configuration) {
  std::ifstream file("fidelity/states/" + configuration + ".states");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto states = parse_state_file(text);
  EXPECT_TRUE(states.has_value()) << configuration << ": " << states.error();
  return states.value_or(StateFile());
}

// How many trees the row calls impossible; the first ones, as text.
std::size_t count_outside(const PersistenceModel& model, const StateFile& states,
                          std::string& first) {
  std::size_t count = 0;
  for (const ObservedProgram& program : states.programs) {
    const auto outside = trees_outside(model, program);
    EXPECT_TRUE(outside.has_value()) << outside.error();
    if (!outside) continue;
    for (const OutsideTree& tree : *outside) {
      if (count++ < 10) first += "\n" + tree.program + "\n  " + tree.tree;
    }
  }
  return count;
}

// A configuration, and the trees that are known to be outside its row and outside posix-min.
//   ext4-writeback: what a truncate has cut off in its last block comes back when the file grows
//                   over it before its bytes are there; no model has that.
struct Known {
  const char* configuration;
  std::size_t outside_row;
  std::size_t outside_posix_min;
};

class Conformance : public testing::TestWithParam<Known> {};

TEST_P(Conformance, every_tree_of_a_real_kernel_is_a_state_of_its_row) {
  const StateFile states = states_of(GetParam().configuration);
  const PersistenceModel* row = find_persistence_model(states.row);
  ASSERT_NE(row, nullptr) << states.row;
  EXPECT_GT(states.tree_count(), 500U);
  std::string outside_row;
  EXPECT_EQ(count_outside(*row, states, outside_row), GetParam().outside_row) << outside_row;
  std::string outside_posix_min;
  EXPECT_EQ(count_outside(*find_persistence_model("posix-min"), states, outside_posix_min),
            GetParam().outside_posix_min)
      << outside_posix_min;
}

INSTANTIATE_TEST_SUITE_P(
    states, Conformance,
    testing::Values(Known{"ext4", 0, 0}, Known{"ext4-1k", 0, 0}, Known{"ext4-fast-commit", 0, 0},
                    Known{"ext4-noauto-da-alloc", 0, 0}, Known{"ext4-nodelalloc", 0, 0},
                    Known{"ext4-writeback", 4, 3}, Known{"ext4-journal", 0, 0}, Known{"xfs", 0, 0}),
    [](const auto& known) {
      std::string name = known.param.configuration;
      std::ranges::replace(name, '-', '_');
      return name;
    });

OrderRule rule(const char* text) { return parse_order_rule(text).value(); }

// The row of ext4 with one thing changed.
struct WrongRow {
  const char* name;
  void (*change)(PersistenceModel&);
};

class ConformanceCanary : public testing::TestWithParam<WrongRow> {};

TEST_P(ConformanceCanary, a_row_that_is_wrong_is_refuted) {
  const StateFile states = states_of("ext4");
  PersistenceModel row = *find_persistence_model(states.row);
  GetParam().change(row);
  std::string first;
  EXPECT_GT(count_outside(row, states, first), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    of_ext4, ConformanceCanary,
    testing::Values(
        WrongRow{"one_rule_too_many",
                 [](PersistenceModel& row) {
                   row.order.push_back(rule("append before rename in file"));
                 }},
        WrongRow{"names_before_everything",
                 [](PersistenceModel& row) { row.order.push_back(rule("directory before any")); }},
        WrongRow{"sync_covers_all_metadata",
                 [](PersistenceModel& row) { row.sync_scope = SyncScope::metadata; }},
        WrongRow{"bytes_come_with_sizes",
                 [](PersistenceModel& row) { row.size_before_data = false; }},
        WrongRow{"truncate_is_one_effect",
                 [](PersistenceModel& row) { row.truncate_zeroes = false; }},
        WrongRow{"whole_blocks_in_order",
                 [](PersistenceModel& row) { row.order.push_back(rule("any before any")); }},
        WrongRow{"size_only_when_synced",
                 [](PersistenceModel& row) { row.writeback = Writeback::when_synced; }}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace powercut
