// Goal: an image is recovered once, and the files that no recovery reads do not multiply images.
// Method: stores that count or betray what was left out.
#include "harness/explore/graph/image_graph.h"

#include <gtest/gtest.h>

#include "harness/catalog/catalog.h"
#include "harness/explore/failing_states_test.h"
#include "harness/run/line_store_test.h"
#include "powercut/harness/plan_text.h"

namespace powercut {
namespace {

constexpr std::uint64_t no_limit = 1'000'000;

Outcomes explored(const RecordedRun& run, const char* model, ExplorationOptions options) {
  options.budget = no_limit;
  options.findings_per_kind = all_findings;
  return run.explored(*find_persistence_model(model), options);
}

RecordedRun run_of(Flaw flaw, const char* plan) {
  // Recordings and outcomes refer to it.
  static std::map<Flaw, StoreUnderTest> stores;
  return {stores.try_emplace(flaw, line_store(flaw)).first->second, parse_plan(plan).value()};
}

// Method: a plan that comes back to where it was; the distinct images of the walk, counted here.
TEST(ImageGraph, recovers_equal_images_once) {
  RecordedRun run(*find_store("snapshot"),
                  parse_plan("=set(a=1),set(a=2),set(a=1),set(a=2)").value());
  for (const char* model_name : {"in-order", "synced-only", "sector-tear", "ext4"}) {
    const PersistenceModel& model = *find_persistence_model(model_name);
    std::set<std::string> images;
    std::uint64_t states = 0;
    walk(model, run.recording.trace, run.recording.base, run.whole(),
         [&](const CrashStates&, const Choice&, const Disk& disk) {
           images.insert(image_text(disk));
           ++states;
         });
    Tally tally = explored(run, model_name, {.depth = 0}).tally;
    const Reduction& reduction = tally.reduction;
    EXPECT_EQ(tally.legal, states) << model_name;
    EXPECT_EQ(tally.visited, images.size()) << model_name;
    EXPECT_EQ(tally.legal, tally.visited + reduction.merged + reduction.unchanged) << model_name;
    EXPECT_GT(reduction.merged, 0U) << model_name;
  }
}

TEST(ImageGraph, prunes_what_differs_in_files_that_nobody_reads) {
  RecordedRun run = run_of(Flaw::leaves_strays, "=set(a=1),set(b=2)");
  Tally reduced = explored(run, "in-order", {}).tally;
  Tally plain = explored(run, "in-order", {.depth = 1, .reduces = false}).tally;
  EXPECT_EQ(reduced.failed, 0U);
  EXPECT_EQ(plain.failed, 0U);
  EXPECT_GT(reduced.reduction.unread, 50U);
  EXPECT_GT(plain.visited, 10 * reduced.visited);
}

// Goal: where it cannot be known which files a recovery read, none is taken for unread. Method: a
// recovery that renames the stray, one that links it, and one of whose crashes some are left out.
TEST(ImageGraph, prunes_no_file_where_a_name_does_not_tell_what_was_read) {
  for (Flaw flaw : {Flaw::renames_strays, Flaw::links_strays}) {
    RecordedRun run = run_of(flaw, "=set(a=1),set(b=2)");
    EXPECT_EQ(explored(run, "in-order", {}).tally.reduction.unread, 0U);
  }
}

TEST(ImageGraph, prunes_no_file_where_crashes_of_the_recovery_were_left_out) {
  RecordedRun run = run_of(Flaw::leaves_strays, "=set(a=1),set(b=2)");
  const PersistenceModel& model = *find_persistence_model("ext4-writeback");
  Reduction many = run.explored(model, {.budget = 100, .depth = 1}).tally.reduction;
  EXPECT_GT(many.unread, 0U);
  Reduction few = run.explored(model, {.budget = 8, .depth = 1}).tally.reduction;
  EXPECT_GT(few.skipped, 0U);
  EXPECT_EQ(few.unread, 0U);
}

// Canary: a file that matters only to a recovery whose predecessor crashed.
TEST(ImageGraph, prunes_no_file_that_a_later_recovery_reads) {
  RecordedRun run = run_of(Flaw::reads_stray_when_twice, "=set(a=1),set(b=2)");
  Outcomes shallow = explored(run, "in-order", {.depth = 0});
  EXPECT_EQ(shallow.tally.failed, 0U);
  EXPECT_GT(shallow.tally.reduction.unread, 0U);
  const PersistenceModel& model = *find_persistence_model("in-order");
  Outcomes plain = explored(run, "in-order", {.depth = 1, .reduces = false});
  Outcomes reduced = explored(run, "in-order", {.depth = 1});
  EXPECT_GT(plain.tally.count(FindingKind::lost), 0U);
  EXPECT_EQ(failing_states(run, model, reduced), failing_states(run, model, plain));
  EXPECT_GT(explored(run, "in-order", {}).tally.count(FindingKind::lost), 0U);
}

// Canary: a file that nobody reads, and whose size orders what is written to others.
TEST(ImageGraph, prunes_no_file_that_a_recovery_writes_to) {
  RecordedRun run = run_of(Flaw::counts_on_a_note, "=set(a=1),set(b=2)");
  const PersistenceModel& model = *find_persistence_model("ext3-ordered");
  EXPECT_EQ(explored(run, "ext3-ordered", {.depth = 0}).tally.failed, 0U);
  Outcomes plain = explored(run, "ext3-ordered", {.depth = 1, .reduces = false});
  Outcomes reduced = explored(run, "ext3-ordered", {.depth = 1});
  EXPECT_GT(plain.tally.count(FindingKind::lost), 0U);
  EXPECT_TRUE(std::ranges::includes(failing_states(run, model, reduced),
                                    failing_states(run, model, plain)));
  Tally audited = explored(run, "ext3-ordered", {.audit_share = 1}).tally;
  EXPECT_GT(audited.count(FindingKind::lost), 0U);
  EXPECT_GT(audited.reduction.audited, 0U);
  EXPECT_EQ(audited.reduction.differed, 0U);
}

// Goal: the audit says whether a store is what reduction takes it for: a function of the image.
// Method: stores that are, under every model; and one that remembers how often it was opened.
TEST(ImageGraph, audits_every_spared_state_without_a_difference) {
  for (const char* name : {"log", "atomic-snapshot", "snapshot", "log-no-sync-dir"}) {
    RecordedRun run(*find_store(name), parse_plan("=set(a=1),set(b=2),remove(a),compact").value());
    for (const PersistenceModel* model : persistence_models()) {
      ExplorationOptions options{.budget = 64, .audit_share = 1};
      Reduction reduction = run.explored(*model, options).tally.reduction;
      EXPECT_GT(reduction.audited, 0U) << name << ", " << model->name;
      EXPECT_EQ(reduction.differed, 0U) << name << ", " << model->name;
      EXPECT_LE(reduction.audited, reduction.merged + reduction.pruned());
    }
  }
}

// Goal: an audit takes nothing away from the exploration, and where that stops at a limit nothing
// is taken for a difference. Method: runs that reach the limits of nested crashes, and counts that
// reach their end.
TEST(ImageGraph, audits_change_nothing_and_know_what_was_left_out) {
  struct Case {
    const char* store;
    const char* workload;
    const char* model;
    std::uint64_t budget;
  };
  for (const Case& one : {Case{"atomic-snapshot", "mixed-uniform", "in-order", 64},
                          Case{"snapshot", "counter", "posix-min", 256}}) {
    RecordedRun run(*find_store(one.store), find_workload(one.workload)->plan(1));
    const PersistenceModel& model = *find_persistence_model(one.model);
    Tally plain = run.explored(model, {.budget = one.budget}).tally;
    ExplorationOptions with_audit{.budget = one.budget, .audit_share = 0.05};
    Tally audited = run.explored(model, with_audit).tally;
    EXPECT_GT(audited.reduction.audited, 100U) << one.store;
    EXPECT_EQ(audited.reduction.differed, 0U) << one.store;
    EXPECT_EQ(audited.visited, plain.visited) << one.store;
    EXPECT_EQ(audited.reduction.merged, plain.reduction.merged) << one.store;
    EXPECT_EQ(audited.reduction.pruned(), plain.reduction.pruned()) << one.store;
    EXPECT_EQ(audited.reduction.skipped, plain.reduction.skipped) << one.store;
  }
}

// Goal: a write through a handle goes to its file, whatever the file's path is by now. Method: with
// a torn line or without one, the same calls follow on the same image; but in one case to a file
// that has lost its name.
TEST(ImageGraph, tells_calls_on_a_file_from_those_on_another_of_its_path) {
  RecordedRun run = run_of(Flaw::goes_on_with_old_file, "=set(a=1),set(b=2)");
  Outcomes outcomes = explored(run, "in-order", {.audit_share = 1});
  EXPECT_GT(outcomes.tally.failed, 0U);
  EXPECT_GT(outcomes.tally.reduction.continuation, 0U);
  EXPECT_EQ(outcomes.tally.reduction.differed, 0U);
}

TEST(ImageGraph, audits_a_store_that_remembers_more_than_its_image_with_a_difference) {
  RecordedRun run = run_of(Flaw::remembers_other_opens, "=set(a=1),set(b=2),set(a=3)");
  Reduction reduction = explored(run, "in-order", {.audit_share = 1}).tally.reduction;
  EXPECT_GT(reduction.audited, 0U);
  EXPECT_GT(reduction.differed, 0U);
}

TEST(ImageGraph, audits_about_the_share_that_was_asked_for) {
  RecordedRun run(*find_store("log"), find_workload("aged")->plan(1));
  auto audited = [&](double share) {
    return run.explored(*find_persistence_model("in-order"), {.audit_share = share})
        .tally.reduction.audited;
  };
  std::uint64_t all = audited(1);
  EXPECT_EQ(audited(0), 0U);
  EXPECT_GT(all, 500U);
  EXPECT_NEAR(static_cast<double>(audited(0.25)), static_cast<double>(all) / 4,
              static_cast<double>(all) / 8);
}

}  // namespace
}  // namespace powercut
