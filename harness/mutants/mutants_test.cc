// Goal: every seeded bug of the log is caught, and the log without one passes the same tests in the
// same build. Method: each mutant is swept over short workloads, and its calls are made to fail;
// the table says which of the two catches it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "engine/mutants.h"
#include "harness/check_store.h"

namespace powercut {
namespace {

struct CaughtBy {
  bool sweep;
  bool errors;
};

const std::map<Mutant, CaughtBy>& expected_table() {
  static const std::map<Mutant, CaughtBy> table{
      {Mutant::index_before_log, {.sweep = false, .errors = true}},
      {Mutant::ack_before_sync, {.sweep = true, .errors = true}},
      {Mutant::no_truncate_after_torn_tail, {.sweep = true, .errors = true}},
      {Mutant::no_sync_of_compacted_file, {.sweep = true, .errors = true}},
      {Mutant::no_sync_dir_after_rename, {.sweep = true, .errors = true}},
      {Mutant::no_checksum_on_replay, {.sweep = false, .errors = true}},
      {Mutant::retry_of_failed_sync, {.sweep = false, .errors = true}},
      {Mutant::ignored_failed_rename, {.sweep = false, .errors = true}},
      {Mutant::lost_tombstone_on_replay, {.sweep = true, .errors = true}},
      {Mutant::ignored_failed_append, {.sweep = false, .errors = true}},
      {Mutant::everysec_only_on_traffic, {.sweep = true, .errors = true}},
      {Mutant::batch_without_frame, {.sweep = true, .errors = true}},
      {Mutant::no_sync_before_recovery, {.sweep = true, .errors = true}},
      // Seen only where a later append reaches the disk and the cut before it does not. Under every
      // model here a sync of the file makes both durable, and without one neither is.
      {Mutant::no_sync_after_truncate, {.sweep = false, .errors = false}},
      {Mutant::read_error_ends_replay, {.sweep = false, .errors = true}},
      {Mutant::writable_after_failed_sync, {.sweep = false, .errors = true}},
      {Mutant::not_dirty_again, {.sweep = false, .errors = true}},
      {Mutant::everysec_swallows_failed_sync, {.sweep = false, .errors = true}},
  };
  return table;
}

// Short: the sanitizers run this, too. A process kill shows none that a power loss does not.
SweepResult played(const StoreUnderTest& store, bool errors) {
  SweepOptions options{
      .stores = {&store},
      .workloads = {find_workload("faults")},
      .models = {find_persistence_model("in-order"), find_persistence_model("synced-only")}};
  Progress progress;
  if (errors) return inject_errors(options, progress);
  options.workloads.push_back(find_workload("demo"));
  return sweep(options, progress);
}

std::vector<Mutant> all_mutants() {
  std::vector<Mutant> mutants;
  for (std::uint8_t number = 1; name_of(static_cast<Mutant>(number)) != "?"; ++number) {
    mutants.push_back(static_cast<Mutant>(number));
  }
  return mutants;
}

TEST(Mutants, all_have_a_line_in_the_table_and_a_store_in_this_build) {
  EXPECT_EQ(all_mutants().size(), expected_table().size());
  for (Mutant mutant : all_mutants()) {
    EXPECT_TRUE(expected_table().contains(mutant)) << name_of(mutant);
    EXPECT_NE(find_store("log~" + std::string(name_of(mutant))), nullptr) << name_of(mutant);
  }
}

class MutantTest : public testing::TestWithParam<Mutant> {};

TEST_P(MutantTest, is_caught_as_the_table_says) {
  const StoreUnderTest& store = *find_store("log~" + std::string(name_of(GetParam())));
  const CaughtBy& expected = expected_table().at(GetParam());
  CheckResult sweep(store, played(store, false));
  EXPECT_EQ(!sweep.holds(), expected.sweep) << sweep;
  CheckResult errors(store, played(store, true));
  EXPECT_EQ(!errors.holds(), expected.errors) << errors;
}

INSTANTIATE_TEST_SUITE_P(, MutantTest, testing::ValuesIn(all_mutants()), [](const auto& mutant) {
  std::string name(name_of(mutant.param));
  std::ranges::replace(name, '-', '_');
  return name;
});

// Goal: what catches the mutants is the bug, not the build.
TEST(Mutants, are_the_only_thing_wrong_in_their_build) {
  for (const char* name : {"log", "log-everysec", "log-never"}) {
    const StoreUnderTest& store = *find_store(name);
    for (bool errors : {false, true}) {
      CheckResult result(store, played(store, errors));
      EXPECT_TRUE(result.holds()) << result;
    }
  }
}

}  // namespace
}  // namespace powercut
