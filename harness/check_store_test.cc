// Goal: a caller's own workloads are swept as the known ones are, and a finding against a store can
// be made again from its id alone.
#include "powercut/harness/check_store.h"

#include <gmock/gmock.h>

#include "harness/catalog/catalog.h"
#include "powercut/harness/plan_text.h"

namespace powercut {
namespace {

using testing::HasSubstr;
using testing::Not;

Workload long_values() {
  return {.name = "long-values",
          .summary = "two values, one of them long",
          .plan = [](std::uint64_t) -> Plan {
            return {.operations = {set_operation("a", std::string(9000, 'x')),
                                   set_operation("b", "1")}};
          }};
}

TEST(CheckStore, finds_with_an_own_workload_what_its_id_tells_again) {
  const StoreUnderTest& control = *find_store("log-no-sync-dir");
  CheckOptions options{.models = {"synced-only"}};
  options.own_workloads = {long_values()};
  CheckResult result = check_store(control, options);
  ASSERT_TRUE(result.found(FindingKind::lost, "synced-only")) << result;
  EXPECT_THAT(result.text(), HasSubstr("long-values, two values, one of them long"));

  const Cell& cell = result.sweep().cells.back();
  EXPECT_EQ(cell.workload, "=set(a=x*9000),set(b=1)");
  ASSERT_FALSE(cell.outcomes.findings.empty());
  auto place = parse_finding_place(to_text(cell.outcomes.findings.front().place));
  ASSERT_TRUE(place.has_value());
  auto plan = parse_plan(place->workload);
  ASSERT_TRUE(plan.has_value());
  EXPECT_FALSE(check_state(control, *plan, place->model, to_text(*place->crash)).holds);
}

// Goal: the command that a finding comes with shows it again, in whatever test. Method: the id that
// it puts into the environment, before the same check and before that of another store.
TEST(CheckStore, shows_again_what_the_environment_names) {
  const StoreUnderTest& control = *find_store("log-no-sync-dir");
  const CheckOptions options{.own_workloads = {long_values()}, .models = {"synced-only"}};
  const CheckResult found = check_store(control, options);
  const std::string id = to_text(found.sweep().cells.back().outcomes.findings.front().place);
  EXPECT_THAT(found.text(), HasSubstr("to see it again: POWERCUT_REPLAY='" + id + "' "));
  auto check_with = [&](const std::string& value, const StoreUnderTest& store) {
    setenv(replay_variable, value.c_str(), 1);
    CheckResult result = check_store(store, options);
    unsetenv(replay_variable);
    return result;
  };
  const CheckResult again = check_with(id, control);
  EXPECT_FALSE(again.holds()) << again;
  EXPECT_THAT(again.text(), HasSubstr("verdict: "));
  const CheckResult other = check_with(id, *find_store("log"));
  EXPECT_TRUE(other.holds()) << other;
  EXPECT_EQ(other.text(), "not run: POWERCUT_REPLAY is of the store log-no-sync-dir\n");
  for (const char* bad :
       {"", "log-no-sync-dir", "log-no-sync-dir/no-such/in-order/1/0",
        "log-no-sync-dir/demo/no-such/1/0", "log-no-sync-dir/demo/in-order/1/999999"}) {
    const CheckResult refused = check_with(bad, control);
    EXPECT_FALSE(refused.holds()) << bad;
    EXPECT_THAT(refused.text(), testing::StartsWith("POWERCUT_REPLAY: ")) << bad;
  }
}

TEST(CheckStore, runs_own_workloads_beside_the_named_ones_or_alone) {
  CheckOptions options{.models = {"in-order"}};
  options.own_workloads = {long_values()};
  auto count_workloads = [&] {
    CheckResult result = check_store(*find_store("log"), options);
    EXPECT_TRUE(result.holds()) << result;
    return result.sweep().cells.size() / 2;
  };
  EXPECT_EQ(count_workloads(), 1U);
  options.workloads = {"demo", "torn-tail"};
  EXPECT_EQ(count_workloads(), 3U);
}

TEST(CheckStore, takes_an_alias_of_a_model_for_its_row) {
  StoreUnderTest control = *find_store("log-no-sync-dir");
  control.fails_under = {"ext4-nodelalloc"};
  EXPECT_TRUE(our_registry().expects_failure(control, "xfs", false));
  EXPECT_TRUE(our_registry().expects_failure(control, "ext4-noauto-da-alloc", false));
  EXPECT_FALSE(our_registry().expects_failure(control, "ext4", false));
  CheckResult result = check_store(control, {.workloads = {"demo"}, .models = {"ext4-ordered"}});
  EXPECT_EQ(result.sweep().cells.back().model, "ext4");
  EXPECT_GT(result.visited_states("ext4"), 0U);
  EXPECT_EQ(result.visited_states("ext4-ordered"), result.visited_states("ext4"));
  EXPECT_TRUE(check_state(control, parse_plan("=set(a=1)").value(), "ext4-1k", "1").holds);
}

// Goal: a limit of work leaves something out, and says so; without one, or far off, all is done.
TEST(CheckStore, says_what_the_limit_of_cpu_time_left_out) {
  CheckOptions options{.models = {"in-order"}, .worlds = 50'000, .plans = 20};
  options.cpu_limit = std::chrono::milliseconds(100);
  EXPECT_THAT(check_store(*find_store("log"), options).text(),
              HasSubstr("left out, as the limit of CPU time was reached: "));
  options.worlds = 20;
  options.cpu_limit = std::chrono::hours(1);
  EXPECT_THAT(check_store(*find_store("log"), options).text(), Not(HasSubstr("left out")));
}

}  // namespace
}  // namespace powercut
