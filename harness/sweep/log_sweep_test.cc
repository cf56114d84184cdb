#include "harness/sweep/log_sweep.h"

#include <gtest/gtest.h>

#include "engine/log/record.h"
#include "harness/canary/toy_store_test.h"
#include "harness/catalog/catalog.h"
#include "harness/tell/replay.h"

namespace powercut {
namespace {

std::string log_of(const std::vector<Operation>& operations) {
  std::string log;
  for (const Operation& operation : operations) {
    const Change& first = operation.changes[0];
    Batch batch;
    for (const Change& change : operation.changes) {
      change.value ? batch.set(change.key, *change.value) : batch.remove(change.key);
    }
    EXPECT_TRUE((operation.kind == OperationKind::batch ? encode_batch(batch, log)
                 : operation.kind == OperationKind::set ? encode_set(first.key, *first.value, log)
                                                        : encode_remove(first.key, log))
                    .ok());
  }
  return log;
}

// The log of the workload demo: 86 bytes, and a fifth record of which 11 bytes are there.
std::string demo_log() {
  std::string log = log_of({set_operation("name", "Ada"), set_operation("language", "python"),
                            set_operation("name", "Grace"), remove_operation("language")});
  EXPECT_EQ(log.size(), 86U);
  return log;
}
std::string torn_city() { return log_of({set_operation("city", "London")}).substr(0, 11); }

LogSweepResult swept(const StoreUnderTest& store, const std::string& bytes,
                     std::size_t first_cut = 0, unsigned jobs = 1) {
  Progress progress;
  LogSweepResult result = sweep_log({{&store}, "user's.log", bytes, first_cut, jobs}, progress);
  EXPECT_EQ(progress.done, progress.total);
  return result;
}

const Tally& tally_of(const LogSweepResult& swept) {
  return swept.result.cells.at(0).outcomes.tally;
}

TEST(sweep_log, cuts_the_demonstration_at_every_byte) {
  LogSweepResult result = swept(*find_store("log"), demo_log() + torn_city());
  EXPECT_EQ(result.records, 4U);
  EXPECT_EQ(result.tail_bytes, 11U);
  EXPECT_EQ(tally_of(result).legal, 98U);
  EXPECT_EQ(tally_of(result).visited, 98U);
  EXPECT_EQ(tally_of(result).failed, 0U);
}

TEST(sweep_log, tells_the_history_in_bytes) {
  History history = history_of(demo_log());
  ASSERT_EQ(history.steps.size(), 4U);
  const std::uint32_t ends[] = {19, 45, 66, 86};
  for (std::size_t step = 0; step < 4; ++step) {
    EXPECT_EQ(history.steps[step].finished_calls, ends[step]);
    EXPECT_EQ(promise_of_prefix(history, ends[step] - 1).finished, step);
    EXPECT_EQ(promise_of_prefix(history, ends[step]).finished, step + 1);
    EXPECT_EQ(promise_of_prefix(history, ends[step]).must, step + 1);
  }
}

TEST(sweep_log, takes_a_batch_for_one_change) {
  Batch batch;
  batch.set("name", "Ada");
  batch.remove("name");
  batch.set("city", "London");
  std::string log = log_of({set_operation("name", "x"), batch_operation(batch)});
  LogSweepResult result = swept(*find_store("log"), log);
  EXPECT_EQ(result.records, 2U);
  EXPECT_EQ(tally_of(result).visited, log.size() + 1);
  EXPECT_EQ(tally_of(result).failed, 0U);
}

TEST(sweep_log, takes_what_is_not_a_whole_record_for_a_torn_tail) {
  for (const std::string& bytes : {std::string(), std::string("abc"), std::string(100, '\0')}) {
    LogSweepResult result = swept(*find_store("log"), bytes);
    EXPECT_EQ(result.records, 0U);
    EXPECT_EQ(result.tail_bytes, bytes.size());
    EXPECT_EQ(tally_of(result).visited, bytes.size() + 1);
    EXPECT_EQ(tally_of(result).failed, 0U);
  }
}

TEST(sweep_log, cuts_only_from_where_it_is_told) {
  LogSweepResult result = swept(*find_store("log"), demo_log(), 80);
  EXPECT_EQ(tally_of(result).visited, 7U);
  EXPECT_EQ(tally_of(result).failed, 0U);
}

TEST(sweep_log, finds_the_same_with_any_number_of_jobs) {
  std::vector<Operation> sets(200, set_operation("key", "value"));
  std::string log = log_of(sets);
  for (unsigned jobs : {1U, 3U}) {
    LogSweepResult result = swept(*find_store("log-never"), log, 0, jobs);
    EXPECT_EQ(tally_of(result).visited, log.size() + 1);
    EXPECT_EQ(tally_of(result).failed, 0U);
  }
}

// Goal: a wrong reader of a right log is caught, and the finding shows itself again. Method: toys
// that read the same format from a file of their own.
TEST(sweep_log, catches_a_store_that_reads_the_log_wrongly) {
  StoreUnderTest toy = toy_store(Defect::skips_removals);
  toy.log_file = "toy";
  LogSweepResult result = swept(toy, demo_log() + torn_city());
  EXPECT_EQ(tally_of(result).failed, 12U) << "from the remove's last byte on";
  EXPECT_EQ(tally_of(result).count(FindingKind::undone), 12U);
  const Finding& finding = result.result.cells[0].outcomes.findings.at(0);
  EXPECT_EQ(to_text(finding.place), "toy/log/byte-prefix/1/0.86");
  Replay replay = replay_log(toy, demo_log(), finding.place.crash->first.byte);
  EXPECT_TRUE(replay.broken);
  EXPECT_NE(replay.text.find("verdict: undone"), std::string::npos) << replay.text;

  toy = toy_store(Defect::dies_of_a_torn_tail);
  toy.log_file = "toy";
  EXPECT_EQ(tally_of(swept(toy, demo_log())).count(FindingKind::unopenable), 86U - 4)
      << "every cut but those at 0 and at the end of a record";
  toy = toy_store(Defect::none);
  toy.log_file = "toy";
  EXPECT_EQ(tally_of(swept(toy, demo_log() + torn_city())).failed, 0U);
}

TEST(replay_log, knows_no_cut_behind_the_end) {
  EXPECT_TRUE(replay_log(*find_store("log"), demo_log(), 86).reached);
  EXPECT_FALSE(replay_log(*find_store("log"), demo_log(), 87).reached);
}

}  // namespace
}  // namespace powercut
