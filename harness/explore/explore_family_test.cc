// Goal: crash points that are left out of a plan, because an earlier one begins with the same
// operations, were looked at there. Method: stores that fail are explored plan by plan, in full and
// only where they are new: a plan that fails in full must fail where it is new, or its beginning,
// as a plan, must fail in full.
#include "harness/explore/explore_family.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "harness/catalog/catalog.h"
#include "harness/plan/bounded_plans.h"
#include "harness/sweep/pieces.h"
#include "powercut/harness/plan_text.h"

namespace powercut {
namespace {

// The same plans, of which nothing was seen before.
class InFull : public PlanFamily {
 public:
  explicit InFull(const PlanFamily& family) : family_(family) {}

  std::string_view name() const override { return family_.name(); }
  std::string_view summary() const override { return family_.summary(); }
  std::uint64_t count() const override { return family_.count(); }
  Plan plan(std::uint64_t index) const override { return family_.plan(index); }
  std::optional<std::size_t> operations_seen_before(std::uint64_t) const override {
    return std::nullopt;
  }
  std::string extent(std::uint64_t plans) const override { return family_.extent(plans); }

 private:
  const PlanFamily& family_;
};

bool fails(const StoreUnderTest& store, const PlanFamily& family, std::uint64_t index,
           const PersistenceModel& model) {
  std::atomic<std::uint64_t> visited = 0;
  auto outcomes = explore_family(store, family, {index, index + 1}, {&model}, 1,
                                 {.budget = 32, .depth = 0}, visited, never_stops());
  return outcomes[1].tally.failed > 0;
}

// Plans that fail, and whose failure is lost where only what is new is looked at. left_out: plans
// of so many operations count as never run.
std::vector<std::string> lost_failures(std::string_view store_name, std::string_view model_name,
                                       std::size_t left_out) {
  const StoreUnderTest& store = *find_store(store_name);
  const PersistenceModel& model = *find_persistence_model(model_name);
  BoundedPlans plans(store.edges);
  InFull in_full(plans);
  std::map<std::string, bool> failed;
  std::vector<std::string> lost;
  for (std::uint64_t index = 0; index < 120; ++index) {
    Plan plan = plans.plan(index);
    const std::string text = to_text(plan);
    if (plan.operations.size() == left_out) continue;
    failed[text] = fails(store, in_full, index, model);
    if (!failed[text] || fails(store, plans, index, model)) continue;
    plan.operations.resize(plans.operations_seen_before(index).value_or(0));
    if (!failed[to_text(plan)]) lost.push_back(text);
  }
  EXPECT_TRUE(std::ranges::any_of(failed, [](const auto& plan) { return plan.second; }));
  return lost;
}

constexpr std::size_t none = 1000;

TEST(ExploreFamily, loses_no_failure_by_leaving_out_what_came_before) {
  EXPECT_THAT(lost_failures("log-no-sync-dir", "synced-only", none), testing::IsEmpty());
  EXPECT_THAT(lost_failures("log", "posix-min", none), testing::IsEmpty());
  EXPECT_THAT(lost_failures("snapshot", "in-order", none), testing::IsEmpty());
  EXPECT_THAT(lost_failures("atomic-snapshot", "posix-min", none), testing::IsEmpty());
}

TEST(ExploreFamily, canary_plans_that_were_never_run_are_missed) {
  EXPECT_THAT(lost_failures("snapshot", "in-order", 1), testing::Not(testing::IsEmpty()));
}

// Goal: a loss by a power cut of a plan is held against the model that allows it, not against the
// run. Method: a store that never syncs, and a model that takes nothing.
TEST(ExploreFamily, judges_power_cuts_in_plans_by_their_model) {
  const StoreUnderTest& store = *find_store("log-no-sync-dir");
  BoundedPlans family(store.edges);
  std::atomic<std::uint64_t> visited = 0;
  auto outcomes = explore_family(
      store, family, {0, 150},
      {find_persistence_model("process-kill"), find_persistence_model("synced-only")}, 1,
      {.depth = 0}, visited, never_stops());
  EXPECT_EQ(outcomes[0].tally.failed, 0U);
  EXPECT_EQ(outcomes[0].tally.legal, 150U);
  EXPECT_EQ(outcomes[1].tally.failed, 0U);
  EXPECT_GT(outcomes[2].tally.failed, 0U);
}

TEST(ExploreFamily, names_plans_so_that_they_are_found_again) {
  const StoreUnderTest& control = *find_store("log-no-sync-dir");
  const PersistenceModel& model = *find_persistence_model("synced-only");
  BoundedPlans plans(control.edges);
  std::atomic<std::uint64_t> visited = 0;
  auto outcomes = explore_family(control, plans, {0, 40}, {&model}, 1, {}, visited, never_stops());
  ASSERT_EQ(outcomes.size(), 2U);
  ASSERT_FALSE(outcomes[1].findings.empty());
  for (const Finding& finding : outcomes[1].findings) {
    EXPECT_EQ(finding.group, "bounded");
    EXPECT_TRUE(parse_plan(finding.place.workload).has_value()) << finding.place.workload;
  }
}

}  // namespace
}  // namespace powercut
