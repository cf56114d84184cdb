// Goal: a run over an input that goes bad loses no good record, and tells the bad ones (D8).
// Method: its file is changed before the run, or between two steps.
#include "engine/cask/compaction/compaction_run_test.h"

namespace powercut {
namespace {

class CompactionRunDamage : public CompactionRunTest {};

TEST_F(CompactionRunDamage, a_damaged_input_stops_the_run_and_no_other) {
  start();
  for (const std::string key : {"a", "b"}) change(key, "old");
  next_segment();
  for (const std::string key : {"c", "d"}) change(key, "old");
  change("c", "new");
  next_segment();
  const std::string whole = read_file(at("00000001.log"));
  std::string bytes = whole;
  bytes[bytes.size() - 1] ^= 1;
  change_file(at("00000001.log"), bytes);
  EXPECT_THAT(run(inputs(0, 2), InputRange::all), fails_with(ErrorCode::corrupt));
  ASSERT_TRUE(parts_->health.damage().has_value());
  EXPECT_EQ(parts_->health.damage()->file, at("00000001.log"));
  EXPECT_TRUE(inputs(0, 1).front()->is_damaged);
  EXPECT_FALSE(inputs(1, 2).front()->is_damaged);
  EXPECT_EQ(parts_->segments.list().size(), 2U);
  EXPECT_THAT(run(inputs(1, 2), InputRange::inner), has_value_of(true));
  EXPECT_THAT(records_of(1), testing::ElementsAre("d", "c"));
  change_file(at("00000001.log"), whole);
  expect_contents_after_open();
}

// Regression, of `powercut live`: a power cut took the empty commit behind the log's end, a
// compaction had removed an older value, and the newer one, damaged then, was taken for torn: the
// key had none. Method: the run removes the only other value; that commit is wiped, and a bit
// before it turned.
TEST_F(CompactionRunDamage, what_a_run_relied_on_is_missed_without_the_mark_behind_it) {
  start();
  change("a", "old");
  next_segment();
  change("a", "new");
  EXPECT_THAT(run(inputs(0, 1), InputRange::oldest), has_value_of(true));
  parts_.reset();
  std::string bytes = read_file(at("00000002.log"));
  const std::size_t mark = bytes.size() - commit_header_bytes;
  bytes.replace(mark, commit_header_bytes, commit_header_bytes, '\0');
  bytes[mark - 1] ^= 1;
  change_file(at("00000002.log"), bytes);
  EXPECT_THAT(try_open(), fails_with(ErrorCode::corrupt));
  ASSERT_TRUE(report_.damage.has_value());
  EXPECT_EQ(report_.damage->file, at("00000002.log"));
}

// The commit that it would come to would say that it is good.
TEST_F(CompactionRunDamage, copies_nothing_that_has_gone_bad_since_it_was_looked_at) {
  start();
  for (const std::string key : {"a", "b"}) change(key, "value");
  next_segment();
  const std::string whole = read_file(at("00000001.log"));
  CompactionRun run(parts_->segments, parts_->options, parts_->index, parts_->queue, parts_->health,
                    inputs(0, 1), InputRange::oldest);
  ASSERT_THAT(run.step(1), has_value_of(false));
  ASSERT_THAT(run.step(1), has_value_of(false));
  std::string bytes = whole;
  bytes[bytes.size() - 1] ^= 1;
  change_file(at("00000001.log"), bytes);
  EXPECT_THAT(run.step(1), fails_with(ErrorCode::corrupt));
  ASSERT_TRUE(parts_->health.damage().has_value());
  EXPECT_EQ(parts_->health.damage()->file, at("00000001.log"));
  EXPECT_TRUE(inputs(0, 1).front()->is_damaged);
  EXPECT_FALSE(std::filesystem::exists(at("00000002.log")));
  change_file(at("00000001.log"), whole);
  expect_contents_after_open();
}

// Regression: the index was left at the source, the good copy was taken for dead, and the source
// went. Method: the key in the source is damaged, when nobody would read that for itself any more.
TEST_F(CompactionRunDamage, the_copy_counts_whatever_becomes_of_its_source) {
  for (const bool ordered : {false, true}) {
    clear();
    start(ordered);
    for (const std::string key : {"stays", "changed", "gone"}) change(key, "value");
    next_segment();
    CompactionRun run(parts_->segments, parts_->options, parts_->index, parts_->queue,
                      parts_->health, inputs(0, 1), InputRange::oldest);
    while (!run.is_installed()) ASSERT_THAT(run.step(1), has_value_of(false));
    change("changed", "meanwhile");
    change("gone", std::nullopt);
    std::string bytes = read_file(at("00000001.log"));
    bytes[bytes.find("stays")] ^= 1;
    change_file(at("00000001.log"), bytes);
    while (true) {
      const Result<bool> done = run.step(1);
      ASSERT_THAT(done, is_ok());
      if (*done) break;
    }
    EXPECT_EQ(parts_->segments.list()[0]->dead_bytes, 24U + 21U);
    for (const std::string key : {"stays", "changed", "gone"}) {
      EXPECT_EQ(find(key), expected_.contains(key) ? std::optional(expected_[key]) : std::nullopt);
    }
    expect_contents_after_open();
  }
}

}  // namespace
}  // namespace powercut
