// Goal: a tighter row is told apart by the kept trees: refuted, not seen, or no other row at all.
// Method: one program and a few trees of it, under the row of ext4.
#include "faultfs/fidelity/conformance/tighter_rows.h"

#include <gmock/gmock.h>

namespace powercut {
namespace {

class TighterRowsTest : public testing::Test {
 protected:
  // The program rename-new, with these trees at the end.
  Evidence evidence_for(const std::string& rule, const std::string& trees) {
    const auto file = parse_state_file(
        "# powercut fidelity states, version 1\n# row: ext4\n\n"
        "a: | write t 0 1000; rename t f; sync_dir .\n  # images=7\n" +
        trees);
    EXPECT_TRUE(file.has_value());
    PersistenceModel tighter = row_;
    tighter.order.push_back(parse_order_rule(rule).value());
    return TighterRows(row_, {&*file}).evidence_for(tighter).value();
  }

  const PersistenceModel& row_ = *find_persistence_model("ext4");
};

TEST_F(TighterRowsTest, a_tree_that_it_forbids_refutes_it) {
  EXPECT_EQ(evidence_for("append before rename in file", "  3 f=\n").refuted_by, "a");
}

TEST_F(TighterRowsTest, without_such_a_tree_it_is_not_seen_in_so_many_images) {
  const Evidence evidence = evidence_for("append before rename in file", "  3 f=1000a\n");
  EXPECT_EQ(evidence.refuted_by, "");
  EXPECT_EQ(evidence.programs, 1U);
  EXPECT_EQ(evidence.images, 7U);
}

TEST_F(TighterRowsTest, a_rule_that_changes_nothing_asks_no_program) {
  EXPECT_EQ(evidence_for("remove before remove", "  3 f=1000a\n").programs, 0U);
}

// A tree that the row itself forbids is a fault of the kernel, and no evidence.
TEST_F(TighterRowsTest, a_tree_outside_the_row_refutes_nothing) {
  EXPECT_EQ(evidence_for("remove before remove", "  3 t=5b\n").refuted_by, "");
}

TEST_F(TighterRowsTest, the_changes_are_those_that_make_another_row) {
  std::vector<std::string> changes;
  for (const TighterRow& tighter : tighter_rows(row_)) changes.push_back(tighter.change);
  EXPECT_THAT(changes, testing::Contains("truncates in one step"));
  EXPECT_THAT(changes, testing::Contains("append before rename in file"));
  EXPECT_THAT(changes, testing::Not(testing::Contains("renames in one step")));
}

}  // namespace
}  // namespace powercut
