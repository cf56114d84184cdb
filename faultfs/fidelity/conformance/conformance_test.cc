// Goal: each tree that a real kernel has left is a state of the row that stands for its file
// system, and of posix-min. Method: the files in states/, whole; and as canaries rows that are
// wrong in one thing, which the same files must refute.
#include "faultfs/fidelity/conformance/conformance.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "faultfs/fidelity/conformance/kernel_faults.h"

namespace powercut {
namespace {

StateFile states_of(const std::string& configuration) {
  std::ifstream file("faultfs/fidelity/states/" + configuration + ".states");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  // The kernel has never made two trees of images on which it read the same.
  EXPECT_THAT(text, testing::Not(testing::ContainsRegex(" differing=[1-9]")));
  auto states = parse_state_file(text);
  EXPECT_TRUE(states.has_value()) << configuration << ": " << states.error();
  return states.value_or(StateFile());
}

struct Outside {
  std::size_t count = 0;
  std::size_t faults = 0;  // of the kernel, and not in the count
  std::string first = {};
};

Outside outside_of(const PersistenceModel& model, const std::string& configuration,
                   const StateFile& states) {
  std::ifstream file("faultfs/fidelity/kernel_faults.txt");
  const KernelFaults faults(std::string(std::istreambuf_iterator<char>(file), {}));
  Outside all;
  for (const ObservedProgram& program : states.programs) {
    const auto outside = trees_outside(model, program);
    EXPECT_TRUE(outside.has_value()) << outside.error();
    for (const OutsideTree& tree : outside.value_or(std::vector<OutsideTree>())) {
      if (faults.has(configuration, tree)) {
        ++all.faults;
      } else if (all.count++ < 10) {
        all.first += "\n" + tree.program + "\n  " + tree.tree;
      }
    }
  }
  return all;
}

class Conformance : public testing::TestWithParam<const char*> {};

TEST_P(Conformance, every_tree_of_a_real_kernel_is_a_state_of_its_row) {
  const StateFile states = states_of(GetParam());
  const PersistenceModel* row = find_persistence_model(states.row);
  ASSERT_NE(row, nullptr) << states.row;
  EXPECT_GT(states.programs.size(), 200U);
  const Outside of_row = outside_of(*row, GetParam(), states);
  EXPECT_EQ(of_row.count, 0U) << of_row.first;
  EXPECT_EQ(of_row.faults, row->name == "f2fs" ? 1U : 0U);
  // Nothing is weaker, but that f2fs may lose what nobody has written anew.
  if (row->name == "f2fs") return;
  const Outside of_posix_min = outside_of(*find_persistence_model("posix-min"), GetParam(), states);
  EXPECT_EQ(of_posix_min.count, 0U) << of_posix_min.first;
}

INSTANTIATE_TEST_SUITE_P(states, Conformance,
                         testing::Values("ext4", "ext4-1k", "ext4-fast-commit",
                                         "ext4-noauto-da-alloc", "ext4-nodelalloc",
                                         "ext4-writeback", "ext4-journal", "xfs", "btrfs",
                                         "btrfs-nodatacow", "f2fs"),
                         [](const auto& configuration) {
                           std::string name = configuration.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(ConformanceErrors, are_one_line) {
  StateFile states = states_of("ext4");
  EXPECT_EQ(trees_outside(*find_persistence_model("in-order"), states.programs[0]).error(),
            "the row in-order does not write at any time");
  ObservedProgram fails{parse_litmus_program("x: | rename f g").value(), {}};
  EXPECT_EQ(trees_outside(*find_persistence_model("xfs"), fails).error(),
            "x: rename f g: not found");
  ObservedProgram refused{parse_litmus_program("x: | create f").value(), {{{1}, "!unmountable"}}};
  EXPECT_EQ(trees_outside(*find_persistence_model("xfs"), refused)->size(), 1U);
  ObservedProgram large{parse_litmus_program("x: | write f 0 1000000").value(), {{{1}, "-"}}};
  EXPECT_EQ(trees_outside(*find_persistence_model("xfs"), large).error(),
            "x: falls into more than 512 effects");
}

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
  EXPECT_GT(outside_of(row, "ext4", states).count, 0U);
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
                 [](PersistenceModel& row) { row.order.push_back(rule("any before any")); }}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace powercut
