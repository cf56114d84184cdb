// Goal: a sweep may be cut apart or broken off, and is the same once it is put together. Method:
// its report, byte for byte, against that of the sweep in one go.
#include "harness/sweep/pieces.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "harness/canary/toy_store_test.h"
#include "harness/catalog/catalog.h"
#include "harness/lifetimes/sweep_all.h"
#include "harness/report/files/report.h"
#include "harness/report/table.h"

namespace powercut {
namespace {

using testing::HasSubstr;
using testing::Optional;

// The snapshot store writes so much that its cell is several pieces.
SweepOptions some_work() {
  SweepOptions options;
  for (const char* name : {"log-no-sync-dir", "snapshot", "log"})
    options.stores.push_back(find_store(name));
  for (const char* name : {"demo", "mixed-uniform"}) {
    options.workloads.push_back(find_workload(name));
  }
  for (const char* name : {"in-order", "synced-only"}) {
    options.models.push_back(find_persistence_model(name));
  }
  options.exploration.depth = 0;
  return options;
}

SweepOptions some_faults() {
  SweepOptions options = some_work();
  options.stores = {find_store("log-no-sync-dir"), find_store("snapshot")};
  options.workloads = {find_workload("demo")};
  return options;
}

using Command = SweepResult (*)(const SweepOptions&, Progress&);

SweepResult done(Command command, const SweepOptions& options) {
  Progress progress;
  return command(options, progress);
}

std::string whole_report(const SweepResult& result) {
  return make_report(result, verdicts(result, our_registry()), our_registry()).dump();
}

void expect_same_in_any_order(Command command, const SweepOptions& options) {
  std::vector<SweepResult> shards;
  for (std::uint64_t index : {1U, 2U, 3U}) {
    SweepOptions part = options;
    part.shard = {index, 3};
    shards.push_back(done(command, part));
    EXPECT_FALSE(shards.back().is_complete());
  }
  std::string whole = whole_report(done(command, options));
  EXPECT_THAT(whole, HasSubstr("\"kind\":\"lost\""));
  std::vector<std::size_t> order{0, 1, 2};
  do {
    SweepResult joined = shards[order[0]];
    EXPECT_EQ(join(joined, shards[order[1]]), std::nullopt);
    EXPECT_EQ(join(joined, shards[order[2]]), std::nullopt);
    EXPECT_TRUE(joined.is_complete());
    EXPECT_EQ(whole_report(joined), whole) << testing::PrintToString(order);
  } while (std::ranges::next_permutation(order).found);
}

TEST(Pieces, of_a_sweep_are_the_whole_in_any_order) {
  expect_same_in_any_order(sweep, some_work());
}

TEST(Pieces, of_injected_errors_are_the_whole_in_any_order) {
  expect_same_in_any_order(inject_errors, some_faults());
}

TEST(Pieces, of_all_errors_are_the_whole_in_any_order) {
  SweepOptions options = some_faults();
  options.worlds = 40;
  expect_same_in_any_order(errors_all, options);
}

// More shards than pieces: some have nothing to do, and say so.
TEST(Pieces, may_be_fewer_than_the_shards) {
  SweepOptions options = some_work();
  options.stores = {find_store("log")};
  options.workloads = {find_workload("demo")};
  std::string whole = whole_report(done(sweep, options));
  options.shard = {1, 9};
  SweepResult joined = done(sweep, options);
  for (std::uint64_t index = 2; index <= 9; ++index) {
    options.shard.index = index;
    EXPECT_EQ(join(joined, done(sweep, options)), std::nullopt);
  }
  EXPECT_EQ(whole_report(joined), whole);
}

TEST(Pieces, of_other_work_are_not_joined) {
  SweepOptions options = some_faults();
  options.shard = {1, 2};
  SweepResult first = done(sweep, options);
  auto refusal = [&](auto change) {
    SweepOptions other = options;
    other.shard = {2, 2};
    change(other);
    SweepResult joined = first;
    auto why = join(joined, done(sweep, other));
    if (why) {
      EXPECT_EQ(whole_report(joined), whole_report(first));
    }
    return why;
  };
  EXPECT_EQ(refusal([](SweepOptions&) {}).has_value(), false);
  EXPECT_THAT(refusal([](SweepOptions& other) { other.seed = 2; }),
              Optional(HasSubstr("seed 1, the other 2")));
  EXPECT_THAT(refusal([](SweepOptions& other) { other.exploration.budget = 7; }),
              Optional(HasSubstr("--budget")));
  EXPECT_THAT(refusal([](SweepOptions& other) { other.exploration.depth = 1; }),
              Optional(HasSubstr("--depth")));
  EXPECT_THAT(refusal([](SweepOptions& other) { other.exploration.audit_share = 1; }),
              Optional(HasSubstr("--audit-reduction")));
  SweepOptions drawn = options;
  drawn.worlds = 5;
  SweepResult five = done(sweep_all, drawn);
  drawn.worlds = 6;
  drawn.shard = {2, 2};
  EXPECT_THAT(join(five, done(sweep_all, drawn)), Optional(HasSubstr("--worlds")));
  EXPECT_THAT(refusal([](SweepOptions& other) { other.models.pop_back(); }),
              Optional(HasSubstr("other stores, workloads or models")));
  EXPECT_THAT(refusal([](SweepOptions& other) { other.stores.pop_back(); }),
              Optional(HasSubstr("other stores, workloads or models")));
  EXPECT_THAT(refusal([](SweepOptions& other) { other.shard = {1, 2}; }),
              Optional(HasSubstr("piece 1 of the work is in both")));
  EXPECT_THAT(refusal([](SweepOptions& other) { other.shard = {1, 1}; }),
              Optional(HasSubstr("is in both")));
  SweepResult joined = first;
  options.shard = {2, 2};
  EXPECT_THAT(join(joined, done(inject_errors, options)), Optional(HasSubstr("`errors`")));
}

// Goal: the results that a stop leaves are sound, if not whole. Method: a store that pulls the
// brake at its n-th open, with one thread and two; then the rest, from what the partial result says
// is done.
TEST(Pieces, that_a_stop_has_left_out_complete_the_rest_later) {
  SweepOptions options = some_work();
  const StoreUnderTest& control = *options.stores.front();
  std::string whole = whole_report(done(sweep, options));
  for (int opens_before_stop : {0, 50, 500, 1000}) {
    std::atomic<bool> stops = false;
    std::atomic<int> opens = 0;
    StoreUnderTest braking = control;
    braking.open = [&](Environment& environment) {
      if (opens++ == opens_before_stop) stops = true;
      return control.open(environment);
    };
    SweepOptions broken_off = options;
    broken_off.stores.front() = &braking;
    broken_off.stops = &stops;
    broken_off.jobs = opens_before_stop == 500 ? 2 : 1;
    SweepResult joined = done(sweep, broken_off);
    EXPECT_TRUE(stops);
    EXPECT_FALSE(joined.is_complete());
    // The recoveries under way end, and no other begins, however many states the call has.
    constexpr int opens_of_recoveries = 30;
    EXPECT_LE(opens, opens_before_stop + opens_of_recoveries);
    SweepOptions rest = options;
    rest.done = joined.done;
    EXPECT_EQ(join(joined, done(sweep, rest)), std::nullopt);
    EXPECT_TRUE(joined.is_complete());
    EXPECT_EQ(whole_report(joined), whole) << opens_before_stop;
  }
}

// Goal: the findings of a piece are not lost when it is broken off. Method: one piece of worlds, of
// a store that loses what it acknowledged; the brake is pulled long after the first finding.
TEST(Pieces, that_are_broken_off_tell_what_they_had_found) {
  std::atomic<bool> stops = false;
  std::atomic<int> opens = 0;
  StoreUnderTest braking = toy_store(Defect::never_syncs);
  braking.open = [&, toy = braking.open](Environment& environment) {
    if (opens++ == 1500) stops = true;
    return toy(environment);
  };
  SweepOptions options{.stores = {&braking},
                       .workloads = {},
                       .models = {find_persistence_model("synced-only")},
                       .worlds = 100'000,
                       .stops = &stops};
  SweepResult result = done(sweep_all, options);
  EXPECT_TRUE(stops);
  EXPECT_FALSE(result.is_complete());
  ASSERT_EQ(result.broken_off.size(), 1U);
  EXPECT_FALSE(result.done[result.broken_off.front().piece]);
  ASSERT_FALSE(result.broken_off.front().findings.empty());
  EXPECT_EQ(result.broken_off.front().findings.front().place.store, braking.name);

  std::vector<VerdictRow> rows = verdicts(result, our_registry());
  EXPECT_THAT(broken_off_list(result, rows), HasSubstr("toy, lifetimes, synced-only"));
  EXPECT_TRUE(all_as_expected(rows));  // as a report has it, which says what is done
  add_broken_off(rows, result);
  EXPECT_FALSE(all_as_expected(rows));
}

}  // namespace
}  // namespace powercut
