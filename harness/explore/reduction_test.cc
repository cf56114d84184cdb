// Goal: states that reduction spares could not have failed otherwise. Method: short plans on stores
// that hold and stores that do not, under models of each sort; a reduced exploration finds the same
// as one without reduction, and as a plain loop.
#include "powercut/harness/reduction.h"

#include <gtest/gtest.h>

#include "harness/canary/toy_store_test.h"
#include "harness/catalog/catalog.h"
#include "harness/explore/failing_states_test.h"
#include "harness/run/line_store_test.h"
#include "powercut/harness/plan_text.h"

namespace powercut {
namespace {

ExplorationOptions of_all_states(std::uint32_t depth, bool reduces) {
  return {.budget = 5000,
          .visits_all_below = 0,
          .depth = depth,
          .reduces = reduces,
          .findings_per_kind = all_findings};
}

std::vector<StoreUnderTest> some_stores() {
  std::vector<StoreUnderTest> stores;
  for (const char* name : {"log", "log-never", "log-no-sync-dir", "snapshot", "atomic-snapshot"}) {
    stores.push_back(*find_store(name));
  }
  for (Defect defect : {Defect::none, Defect::never_syncs, Defect::trusts_the_cache,
                        Defect::dies_of_a_torn_tail, Defect::appends_behind_torn_tails,
                        Defect::writes_later_ones_first, Defect::forgets_when_closed}) {
    stores.push_back(toy_store(defect));
    stores.back().name += std::to_string(static_cast<int>(defect));
  }
  for (Flaw flaw : {Flaw::repairs_in_place, Flaw::gives_up_at_third_try, Flaw::shows_before_syncing,
                    Flaw::leaves_strays, Flaw::reads_stray_when_twice}) {
    stores.push_back(line_store(flaw));
    stores.back().name += std::to_string(static_cast<int>(flaw));
  }
  return stores;
}

void expect_sums_up(const Tally& tally) {
  std::uint64_t sum =
      tally.visited + tally.reduction.merged + tally.reduction.pruned() + tally.reduction.skipped;
  EXPECT_EQ(tally.legal, std::min(sum, CrashStates::countless));
}

std::string kind_in(const std::string& failing_state) {
  return failing_state.substr(failing_state.find(' '));
}

// The missed states that no found one stands for: an image that differs in unread files is not
// found itself, but one that fails likewise.
FailingStates not_stood_for(const FailingStates& missed, const FailingStates& found,
                            std::uint64_t unread) {
  FailingStates rest;
  std::ranges::copy_if(missed, std::inserter(rest, rest.end()), [&](const std::string& state) {
    return missed.size() > unread || std::ranges::none_of(found, [&](const std::string& other) {
             return kind_in(other) == kind_in(state);
           });
  });
  return rest;
}

struct Compared {
  std::size_t explorations = 0;
  std::size_t failing = 0;
  std::uint64_t spared = 0;
};

// Where one stands for an image deeper down, it has been followed further than was asked for, and
// more may have been found.
void expect_as_good(const Outcomes& reduced, const FailingStates& found,
                    const FailingStates& expected, const RecordedRun& run,
                    const PersistenceModel& model, std::uint32_t depth) {
  FailingStates missed;
  std::ranges::set_difference(expected, found, std::inserter(missed, missed.end()));
  missed = not_stood_for(missed, found, reduced.tally.reduction.unread);
  EXPECT_TRUE(missed.empty()) << missed.size() << " of " << expected.size() << ", as "
                              << *missed.begin();
  Outcomes within;
  std::ranges::copy_if(
      reduced.findings, std::back_inserter(within.findings),
      [&](const Finding& finding) { return finding.place.crash->later.size() <= depth; });
  FailingStates beyond;
  const FailingStates found_within = failing_states(run, model, within);
  std::ranges::set_difference(found_within, expected, std::inserter(beyond, beyond.end()));
  EXPECT_TRUE(beyond.empty()) << beyond.size() << " of " << found_within.size() << ", as "
                              << *beyond.begin();
}

// Adds what there was to compare, so that a test can say whether that was anything. Samples are not
// compared.
void expect_same(const StoreUnderTest& store, const char* plan, const PersistenceModel& model,
                 std::uint32_t depth, Compared& compared) {
  RecordedRun run(store, parse_plan(plan).value());
  Outcomes reduced = run.explored(model, of_all_states(depth, true));
  SCOPED_TRACE(store.name + ", " + plan + ", " + model.name + ", depth " + std::to_string(depth));
  expect_sums_up(reduced.tally);
  if (reduced.tally.reduction.skipped > 0) return;
  Outcomes plain = run.explored(model, of_all_states(depth, false));
  expect_sums_up(plain.tally);
  if (plain.tally.reduction.skipped > 0) return;
  ++compared.explorations;
  EXPECT_EQ(plain.tally.visited, plain.tally.legal);
  FailingStates found = failing_states(run, model, reduced);
  FailingStates expected = failing_states(run, model, plain);
  expect_as_good(reduced, found, expected, run, model, depth);
  if (depth == 0) {
    EXPECT_EQ(expected, failing_by_force(run, model));
  }
  compared.failing += found.size();
  compared.spared += plain.tally.visited - reduced.tally.visited;
}

std::vector<const char*> plans_for(const StoreUnderTest& store) {
  if (store.name.starts_with("lines")) return {"=set(a=1),set(b=2)", "=set(a=1),kill,set(a=2)"};
  return {"=set(a=1),set(b=2)", "=set(a=1),set(a=2),compact,set(b=3)",
          "=setup:set(a=1)|remove(a),reopen,batch(a=2;b=3)"};
}

TEST(Reduction, finds_the_same_as_a_plain_loop_without_nested_crashes) {
  Compared compared;
  for (const StoreUnderTest& store : some_stores()) {
    for (const char* plan : plans_for(store)) {
      for (const PersistenceModel* model : persistence_models()) {
        expect_same(store, plan, *model, 0, compared);
      }
    }
  }
  EXPECT_GT(compared.explorations, 400U);
  EXPECT_GT(compared.failing, 1000U);
  EXPECT_GT(compared.spared, 10'000U);
}

TEST(Reduction, finds_the_same_as_without_it_where_recoveries_crash_too) {
  Compared compared;
  for (const StoreUnderTest& store : some_stores()) {
    for (const char* plan : plans_for(store)) {
      for (const char* model : {"in-order", "synced-only", "sector-tear", "ext4"}) {
        expect_same(store, plan, *find_persistence_model(model), 1, compared);
      }
    }
    for (const PersistenceModel* model : persistence_models()) {
      expect_same(store, "=set(a=1)", *model, 1, compared);
    }
    expect_same(store, "=set(a=1)", *find_persistence_model("in-order"), 2, compared);
    expect_same(store, "=set(a=1)", *find_persistence_model("btrfs"), 3, compared);
  }
  EXPECT_GT(compared.explorations, 300U);
  EXPECT_GT(compared.failing, 1000U);
  EXPECT_GT(compared.spared, 100'000U);
}

}  // namespace
}  // namespace powercut
