// Goal: the history says what happened, and the recording has the violations in the run itself.
// Method: short plans on the log and on toys with a defect, with faults where they are needed.
#include <gmock/gmock.h>

#include "engine/io/macros.h"
#include "harness/canary/toy_store_test.h"
#include "harness/catalog/catalog.h"
#include "harness/judge/recording.h"
#include "powercut/faultfs/disk_text.h"

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const StoreUnderTest& log_store() { return *find_store("log"); }

Recording record_with(const StoreUnderTest& store, const Plan& plan,
                      std::initializer_list<const char*> rules) {
  std::vector<FaultRule> parsed;
  for (const char* rule : rules) parsed.push_back(parse_fault_rule(rule).value());
  return record(store, plan, parsed);
}

std::string outcomes_of(const Recording& recording) {
  std::string text;
  for (const Step& step : recording.history.steps) {
    text += step.outcome == Outcome::acknowledged ? "ok " : "failed ";
  }
  return text;
}

// "lost@3": what was wrong, and in which operation.
std::vector<std::string> live_of(const Recording& recording) {
  std::vector<std::string> texts;
  for (const LiveViolation& live : recording.live) {
    texts.push_back(std::string(name_of(live.violation.kind)) + "@" +
                    std::to_string(live.operation));
  }
  return texts;
}

Plan plan_of(std::vector<Operation> operations) { return {.operations = std::move(operations)}; }

TEST(Recorder, notes_every_change_with_the_calls_that_it_made) {
  Batch batch;
  batch.set("b", "1");
  batch.remove("a");
  batch.set("b", "2");
  Recording recording = record(log_store(), plan_of({
                                                set_operation("a", "1"),
                                                get_operation("a"),
                                                batch_operation(batch),
                                                remove_operation("a"),
                                                wait_operation(std::chrono::seconds(2)),
                                                plain_operation(OperationKind::sync),
                                                remove_operation("b"),
                                            }));
  EXPECT_THAT(recording.live, IsEmpty());
  const auto& steps = recording.history.steps;
  ASSERT_EQ(steps.size(), 3U) << "a remove that finds nothing changes nothing";
  EXPECT_EQ(steps[1].operation, 2U);
  ASSERT_EQ(steps[1].changes.size(), 2U) << "of each key the last change counts";
  EXPECT_EQ(steps[1].changes[0].value, std::nullopt);
  EXPECT_EQ(steps[1].changes[1].value, "2");
  EXPECT_EQ(steps[1].finished_calls, steps[1].invoked_calls + 2) << "a write and a sync";
  EXPECT_EQ(steps[2].finished_time, std::chrono::seconds(2));
  ASSERT_EQ(recording.history.syncs.size(), 1U);
  EXPECT_EQ(recording.history.syncs[0].steps, 2U);
  EXPECT_EQ(recording.operation_calls.size(), 7U);
  EXPECT_EQ(recording.history.end_time, std::chrono::seconds(4)) << "two more, for what falls due";
}

// Goal: a plan can put an operation between any two background tasks. Method: the timer of a log
// runs in the step after the change, and in no other.
TEST(Recorder, runs_the_next_background_task_in_a_step_and_nothing_where_none_waits) {
  Recording recording =
      record(*find_store("log-everysec"),
             plan_of({plain_operation(OperationKind::step), set_operation("a", "1"),
                      plain_operation(OperationKind::step), plain_operation(OperationKind::step),
                      get_operation("a")}));
  EXPECT_THAT(recording.live, IsEmpty());
  const std::vector<std::uint32_t>& begins = recording.operation_calls;
  ASSERT_EQ(begins.size(), 5U);
  EXPECT_EQ(begins[0], begins[1]);
  ASSERT_EQ(begins[2] + 1, begins[3]);
  const Call& call = recording.trace.calls()[begins[2]];
  EXPECT_EQ(call.effect, Effect::sync_file);
  EXPECT_GT(call.time, Duration{0});
  EXPECT_EQ(begins[3], begins[4]);
  EXPECT_EQ(recording.history.end_time, call.time + std::chrono::seconds(2));
}

TEST(Recorder, begins_the_trace_on_what_the_setup_left) {
  Plan plan{.setup = {set_operation("a", "1"), set_operation("b", "1"), remove_operation("b")},
            .operations = {set_operation("c", "1")}};
  Recording recording = record(log_store(), plan);
  const History& history = recording.history;
  EXPECT_EQ(history.initial[history.keys.number("a")], "1");
  EXPECT_EQ(history.initial[history.keys.number("b")], std::nullopt);
  EXPECT_EQ(history.steps.size(), 1U);
  EXPECT_NE(recording.base.find(root_inode, "data.log"), no_inode);
  EXPECT_EQ(recording.trace.calls()[0].kind, CallKind::mount);
}

// Regression: after a setup that failed the trace once began on an empty disk, not on what was
// there.
TEST(Recorder, keeps_the_disk_of_a_setup_that_failed) {
  StoreUnderTest store{.name = "opens-never",
                       .summary = "",
                       .open = [](Environment& environment) -> Result<std::unique_ptr<Store>> {
                         TRY(environment.files.open("remains", OpenMode::create));
                         return Error{ErrorCode::corrupt};
                       }};
  Recording recording = record(store, {.setup = {set_operation("a", "1")}, .operations = {}});
  EXPECT_EQ(disk_text(recording.base), "remains=");
  EXPECT_THAT(live_of(recording), ElementsAre("unopenable@0", "unopenable@0", "unopenable@0"));
}

TEST(Recorder, takes_an_empty_batch) {
  Recording recording = record(log_store(), plan_of({batch_operation({})}));
  EXPECT_EQ(outcomes_of(recording), "ok ");
  EXPECT_THAT(recording.live, IsEmpty());
}

// Goal: a call that a store does not offer is not held against it. Method: a toy has no compact,
// and one that offers nothing at all.
TEST(Recorder, leaves_out_what_the_store_does_not_support) {
  class Nothing : public Store {
    Result<void> set(std::string_view, std::string_view) override {
      return Error{ErrorCode::unsupported};
    }
    Result<bool> get(std::string_view, std::string&) override { return false; }
    Result<bool> remove(std::string_view) override { return Error{ErrorCode::unsupported}; }
    Result<void> scan(const KeyRange&, const ScanVisitor&) override { return {}; }
  };
  StoreUnderTest nothing{
      .name = "nothing", .summary = "", .open = [](Environment&) -> Result<std::unique_ptr<Store>> {
        return std::unique_ptr<Store>(new Nothing);
      }};
  Plan plan{.setup = {set_operation("b", "1")},
            .operations = {set_operation("a", "1"), remove_operation("a"), batch_operation({}),
                           plain_operation(OperationKind::sync),
                           plain_operation(OperationKind::compact)}};
  Recording recording = record(nothing, plan);
  EXPECT_THAT(recording.live, IsEmpty());
  EXPECT_THAT(recording.history.steps, IsEmpty());
  EXPECT_THAT(recording.history.syncs, IsEmpty());

  Recording toy =
      record(toy_store(Defect::none),
             plan_of({plain_operation(OperationKind::compact), set_operation("a", "1")}));
  EXPECT_THAT(toy.live, IsEmpty());
  EXPECT_EQ(outcomes_of(toy), "ok ");
}

// Goal: a failed change is in doubt until the store is read again. Method: a full disk once; the
// reading after the last reopen sees that the change is not there.
TEST(Recorder, resolves_a_failed_change_by_reading_after_the_next_open) {
  Plan plan = plan_of({set_operation("a", "1"), set_operation("a", "2"), set_operation("b", "1")});
  Recording recording = record_with(log_store(), plan, {"write#2=no_space+5"});
  EXPECT_EQ(outcomes_of(recording), "ok failed ok ");
  EXPECT_THAT(recording.live, IsEmpty());
  EXPECT_EQ(recording.struck, 1U);
  const Step& failed = recording.history.steps[1];
  EXPECT_FALSE(failed.seen_there);
  EXPECT_GE(failed.seen_calls, recording.history.steps[2].finished_calls);
  EXPECT_LE(failed.seen_calls, recording.trace.size());
}

// Regression: the first key of a batch, removed though it was never there, once told that all of
// the batch had been written.
TEST(Recorder, does_not_take_a_key_that_was_never_there_for_a_batch_that_was_written) {
  Batch batch;
  batch.remove("a");
  batch.set("b", "2");
  Plan plan = plan_of({set_operation("b", "1"), batch_operation(batch)});
  Recording recording = record_with(log_store(), plan, {"write#2=no_space"});
  ASSERT_EQ(outcomes_of(recording), "ok failed ");
  EXPECT_NE(recording.history.steps[1].seen_calls, never_happened);
  EXPECT_FALSE(recording.history.steps[1].seen_there);
}

// Goal: the run goes on as a sensible user would. Method: a failed sync makes the log refuse; after
// the second failure it is opened again, and takes changes.
TEST(Recorder, opens_the_store_again_after_two_failures_in_a_row) {
  std::vector<Operation> sets;
  for (int number = 0; number < 5; ++number)
    sets.push_back(set_operation("a", std::to_string(number)));
  Recording calm = record(log_store(), plan_of(sets));
  // The first sync is the one of open.
  Recording recording = record_with(log_store(), plan_of(sets), {"sync#2=io_failed"});
  EXPECT_EQ(outcomes_of(recording), "failed failed ok ok ok ");
  EXPECT_THAT(recording.live, IsEmpty());
  ASSERT_EQ(recording.history.sync_failures.size(), 1U);
  const SyncFailure& failure = recording.history.sync_failures[0];
  EXPECT_TRUE(recording.trace.calls()[failure.calls - 1].failed);
  EXPECT_LT(failure.calls, recording.history.steps[0].finished_calls)
      << "after it the log writes the bytes once more";
  EXPECT_GT(failure.reopened_calls, recording.history.steps[1].finished_calls);
  EXPECT_LE(failure.reopened_calls, recording.history.steps[2].invoked_calls);
  EXPECT_GT(recording.trace.size(), calm.trace.size());
}

TEST(Recorder, gives_up_where_the_store_cannot_be_opened_any_more) {
  Plan plan = plan_of({set_operation("a", "1")});
  Recording recording = record_with(log_store(), plan, {"open#1=io_failed*"});
  EXPECT_THAT(recording.history.steps, IsEmpty());
  EXPECT_THAT(recording.live, IsEmpty()) << "the faults explain it";
}

// The first one was under way when the sync failed: whether it may be acknowledged, crashes tell.
TEST(Recorder, blames_a_change_that_is_accepted_after_a_failed_sync) {
  Plan plan = plan_of({set_operation("a", "1"), set_operation("b", "1")});
  Recording recording =
      record_with(toy_store(Defect::ignores_failed_syncs), plan, {"sync#2=io_failed"});
  EXPECT_THAT(live_of(recording), ElementsAre("accepted@1"));
}

// Goal: errors that nothing explains are blamed, and only those. Method: a full disk once; the log
// goes on, the toy sulks.
TEST(Recorder, blames_a_change_that_fails_though_the_disk_has_room_again) {
  Plan plan = plan_of({set_operation("a", "1"), set_operation("b", "1"), set_operation("c", "1")});
  EXPECT_THAT(live_of(record_with(log_store(), plan, {"write#1=no_space"})), IsEmpty());
  Recording recording =
      record_with(toy_store(Defect::sulks_after_a_full_disk), plan, {"write#1=no_space"});
  EXPECT_EQ(live_of(recording).front(), "stuck@1");
}

TEST(Recorder, blames_what_a_reader_of_the_live_store_misses) {
  Plan plan = plan_of({set_operation("a", "1"), set_operation("b", "1"), set_operation("c", "1"),
                       plain_operation(OperationKind::kill), get_operation("c")});
  Recording recording = record(toy_store(Defect::skips_every_third_record), plan);
  EXPECT_THAT(live_of(recording), ElementsAre("lost@3", "lost@4", "lost@5"));
  EXPECT_EQ(recording.live[0].violation.key, "c");
}

TEST(Recorder, blames_a_remove_that_gives_the_wrong_answer) {
  Plan plan = plan_of({remove_operation("a")});
  EXPECT_THAT(live_of(record(toy_store(Defect::says_removed_regardless), plan)),
              ElementsAre("undone@0"));
}

TEST(Recorder, gives_the_same_run_again_call_by_call) {
  for (const char* workload : {"faults", "restarts", "idle"}) {
    Plan plan = find_workload(workload)->plan(5);
    Recording first = record_with(*find_store("log-everysec"), plan, {"sync#3=io_failed"});
    Recording second = record_with(*find_store("log-everysec"), plan, {"sync#3=io_failed"});
    ASSERT_EQ(first.trace.size(), second.trace.size());
    for (std::size_t call = 0; call < first.trace.size(); ++call) {
      EXPECT_EQ(describe(first.trace, first.trace.calls()[call]),
                describe(second.trace, second.trace.calls()[call]));
      EXPECT_EQ(first.trace.calls()[call].time, second.trace.calls()[call].time);
    }
    EXPECT_EQ(outcomes_of(first), outcomes_of(second));
  }
}

}  // namespace
}  // namespace powercut
