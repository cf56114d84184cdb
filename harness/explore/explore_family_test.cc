// Goal: what is left out of a plan, because an earlier one begins with the same operations, was
// looked at there. Method: stores that fail are explored plan by plan, in full and only where they
// are new: a plan that fails in full must fail where it is new, or its beginning, as a plan, must
// fail in full.
#include "harness/explore/explore_family.h"

#include <gmock/gmock.h>

#include <map>

#include "harness/explore/pieces.h"
#include "harness/plan/bounded_plans.h"
#include "harness/plan_text.h"

namespace powercut {
namespace {

// Says of each plan that so many operations less than all have been seen before; nullopt: what the
// family says; none_seen: none.
class Claims : public PlanFamily {
 public:
  static constexpr std::size_t none_seen = 1000;

  Claims(const PlanFamily& family, std::optional<std::size_t> unseen)
      : family_(family), unseen_(unseen) {}

  std::string_view name() const override { return family_.name(); }
  std::string_view summary() const override { return family_.summary(); }
  std::uint64_t count() const override { return family_.count(); }
  Plan plan(std::uint64_t index) const override { return family_.plan(index); }
  std::optional<std::size_t> operations_seen_before(std::uint64_t index) const override {
    if (!unseen_) return family_.operations_seen_before(index);
    std::size_t operations = plan(index).operations.size();
    if (operations < *unseen_) return std::nullopt;
    return operations - *unseen_;
  }
  std::string extent(std::uint64_t plans) const override { return family_.extent(plans); }

 private:
  const PlanFamily& family_;
  std::optional<std::size_t> unseen_;
};

bool fails(const StoreUnderTest& store, const PlanFamily& family, std::uint64_t index,
           const PersistenceModel& model) {
  std::atomic<std::uint64_t> visited = 0;
  auto outcomes = explore_family(store, family, {index, index + 1}, {&model}, 1,
                                 {.budget = 32, .depth = 0}, visited, never_stops());
  return outcomes[1].tally.failed > 0;
}

// Plans that fail, and whose failure is lost where only what is said to be new is looked at.
std::vector<std::string> lost_failures(const StoreUnderTest& store, const PersistenceModel& model,
                                       const Claims& looked_at) {
  BoundedPlans plans(store.edges);
  Claims in_full(plans, Claims::none_seen);
  std::map<std::string, bool> failed;
  std::vector<std::string> lost;
  for (std::uint64_t index = 0; index < 300; ++index) {
    Plan plan = plans.plan(index);
    bool fails_in_full = fails(store, in_full, index, model);
    failed[to_text(plan)] = fails_in_full;
    if (!fails_in_full || fails(store, looked_at, index, model)) continue;
    std::string text = to_text(plan);
    plan.operations.resize(plans.operations_seen_before(index).value_or(0));
    if (!failed[to_text(plan)]) lost.push_back(text);
  }
  EXPECT_TRUE(std::ranges::any_of(failed, [](const auto& plan) { return plan.second; }));
  return lost;
}

TEST(ExploreFamily, loses_no_failure_by_leaving_out_what_came_before) {
  for (const char* name : {"guide", "log", "snapshot"}) {
    for (const char* model : {"ext3-writeback", "posix-min"}) {
      SCOPED_TRACE(std::string(name) + " " + model);
      const StoreUnderTest& store = *find_store(name);
      BoundedPlans plans(store.edges);
      EXPECT_THAT(lost_failures(store, *find_persistence_model(model), Claims(plans, {})),
                  testing::IsEmpty());
    }
  }
}

TEST(ExploreFamily, canary_a_family_that_claims_too_much_is_caught) {
  // What goes wrong in the middle of its writes, nothing after them shows.
  const StoreUnderTest& snapshot = *find_store("snapshot");
  BoundedPlans plans(snapshot.edges);
  EXPECT_THAT(lost_failures(snapshot, *find_persistence_model("in-order"), Claims(plans, 0)),
              testing::Not(testing::IsEmpty()));
}

TEST(ExploreFamily, names_plans_so_that_they_are_found_again) {
  const StoreUnderTest& guide = *find_store("guide");
  const PersistenceModel& model = *find_persistence_model("synced-only");
  BoundedPlans plans(guide.edges);
  std::atomic<std::uint64_t> visited = 0;
  auto outcomes = explore_family(guide, plans, {0, 40}, {&model}, 1, {}, visited, never_stops());
  ASSERT_EQ(outcomes.size(), 2U);
  ASSERT_FALSE(outcomes[1].findings.empty());
  for (const Finding& finding : outcomes[1].findings) {
    EXPECT_EQ(finding.group, "bounded");
    EXPECT_TRUE(parse_plan(finding.place.workload).has_value()) << finding.place.workload;
  }
}

}  // namespace
}  // namespace powercut
