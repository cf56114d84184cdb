// Goal: a run over chosen segments keeps, lets go and leaves alone the right records (D11).
#include "engine/cask/compaction/compaction_run_test.h"

namespace powercut {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

TEST_F(CompactionRunTest, keeps_the_last_word_on_each_key_and_nothing_else) {
  start();
  for (const std::string key : {"c", "a", "b"}) change(key, "old");
  change("a", "new");
  next_segment();
  change("b", "new");
  next_segment();
  EXPECT_THAT(run(inputs(0, 1), InputRange::oldest), has_value_of(true));
  EXPECT_THAT(records_of(0), ElementsAre("c", "a"));
  EXPECT_THAT(records_of(1), ElementsAre("b"));
  EXPECT_EQ(parts_->segments.list()[0]->dead_bytes, 0U);
  expect_contents_after_open();
}

TEST_F(CompactionRunTest, writes_in_the_order_of_the_keys_if_the_index_has_one) {
  for (const InputRange range : {InputRange::oldest, InputRange::all}) {
    clear();
    start(true);
    for (const std::string key : {"m", "c", "x", "w"}) change(key, "1");
    next_segment();
    for (const std::string key : {"a", "z", "n", "c"}) change(key, "2");
    change("w", std::nullopt);
    next_segment();
    change("m", "in none of them");
    EXPECT_THAT(run(inputs(0, 2), range), has_value_of(true));
    EXPECT_THAT(records_of(0), ElementsAre("a", "c", "n", "x", "z"));
    EXPECT_EQ(parts_->segments.list().size(), 2U);
    expect_contents_after_open();
  }
}

// Goal: the record of a key that counts stays behind those that do not, whichever of them is kept.
// Method: many changes of few keys, of which the later ones are in the segment with the lower
// number.
TEST_F(CompactionRunTest, sorts_the_changes_of_a_key_as_they_were_written) {
  start(true);
  const auto change_all = [&](int turns) {
    for (int turn = 0; turn < turns; ++turn) {
      change(std::to_string(turn % 3), std::nullopt);
      change(std::to_string(turn % 3), "value");
    }
  };
  change_all(3);
  next_segment();
  change("other", "value");
  EXPECT_THAT(run(inputs(0, 1), InputRange::oldest), has_value_of(true));
  change_all(15);
  next_segment();
  const SegmentList chosen = inputs(0, 2);
  ASSERT_GT(chosen[0]->number(), chosen[1]->number());
  const auto source =
      candidates_of({parts_->files, parts_->index, parts_->health}, chosen, InputRange::inner);
  std::vector<CompactionCandidate> candidates;
  while (candidates.empty()) ASSERT_THAT(source->next(candidates), has_value_of(true));
  EXPECT_GT(candidates.size(), 30U);
  for (std::size_t index = 1; index < candidates.size(); ++index) {
    const PlacedChange& before = candidates[index - 1].change;
    const PlacedChange& after = candidates[index].change;
    ASSERT_LE(before.key, after.key);
    if (before.key != after.key) continue;
    EXPECT_GE(before.place.segment, after.place.segment);
    if (before.place.segment != after.place.segment) continue;
    EXPECT_LT(before.place.offset, after.place.offset);
  }
}

// Method: the segment with the set stays, so that without the remove a later open would show it.
// A crash behind the manifest would leave neither what was dropped nor what it was dropped for, or
// name what is not there.
TEST_F(CompactionRunTest, makes_durable_what_a_manifest_relies_on_before_it_writes_that) {
  start();
  change("changed", "old");
  change("stays", "1");
  next_segment();
  change("changed", "new");
  files_.take_calls();
  EXPECT_THAT(run(inputs(0, 1), InputRange::oldest), has_value_of(true));
  const std::vector<std::string> calls = files_.take_calls();
  const auto manifest = std::ranges::find_if(
      calls, [](const std::string& call) { return call.starts_with("write manifest"); });
  ASSERT_NE(manifest, calls.end());
  const std::vector<std::string> before(calls.begin(), manifest);
  EXPECT_THAT(before, Contains("sync_data 00000002.log")) << "the log";
  EXPECT_THAT(before, Contains("sync_data 00000003.log")) << "what the run has written";
  EXPECT_THAT(before, Contains("sync_dir")) << "its name";
  expect_contents_after_open();
}

TEST_F(CompactionRunTest, keeps_a_remove_while_an_older_segment_may_hold_its_key) {
  start();
  change("gone", "1");
  change("stays", "1");
  next_segment();
  change("gone", std::nullopt);
  change("back", std::nullopt);
  change("back", "2");
  next_segment();
  EXPECT_THAT(run(inputs(1, 2), InputRange::inner), has_value_of(true));
  EXPECT_THAT(records_of(1), ElementsAre("-gone", "back"));
  EXPECT_GT(parts_->segments.list()[1]->remove_bytes, 0U);
  // A merged segment is an input like any other.
  EXPECT_THAT(run(inputs(1, 2), InputRange::inner), has_value_of(true));
  EXPECT_THAT(records_of(1), ElementsAre("-gone", "back"));
  expect_contents_after_open();
}

TEST_F(CompactionRunTest, lets_a_remove_go_when_nothing_is_older) {
  start();
  change("gone", "1");
  change("stays", "1");
  next_segment();
  change("gone", std::nullopt);
  next_segment();
  EXPECT_THAT(run(inputs(0, 2), InputRange::oldest), has_value_of(true));
  EXPECT_THAT(records_of(0), ElementsAre("stays"));
  expect_contents_after_open();
}

TEST_F(CompactionRunTest, of_nothing_that_is_alive_leaves_nothing) {
  start();
  change("gone", "1");
  next_segment();
  change("gone", std::nullopt);
  next_segment();
  EXPECT_THAT(run(inputs(0, 2), InputRange::oldest), has_value_of(true));
  EXPECT_THAT(parts_->segments.list(), IsEmpty());
  expect_contents_after_open();
}

// Goal: a record that dies while it is copied, or is removed, does not come back. Method: changes
// after each step.
TEST_F(CompactionRunTest, takes_back_no_change_that_is_made_meanwhile) {
  for (int number = 0; number < 48; ++number) {
    const int steps_before = number / 3;
    clear();
    start(number % 3 > 0);
    for (int key = 0; key < 10; ++key) change(std::to_string(key), "old");
    next_segment();
    CompactionRun run(parts_->segments, parts_->options, parts_->index, parts_->queue,
                      parts_->health, inputs(0, 1), InputRange::oldest);
    for (int step = 0; step < steps_before; ++step) EXPECT_THAT(run.step(1), is_ok());
    change("3", "new");
    change("5", std::nullopt);
    change("7", std::nullopt);
    change("7", "back");
    change("10", "new");
    while (true) {
      const Result<bool> done = run.step(1);
      ASSERT_THAT(done, is_ok());
      if (*done) break;
    }
    EXPECT_EQ(parts_->index.keys(), expected_.size());
    expect_contents_after_open();
    EXPECT_FALSE(HasFailure()) << number << ": changed after " << steps_before << " steps";
  }
}

// Method: records of many sizes, some of them dead; each step copies what it is told to, or up to
// one record more.
TEST_F(CompactionRunTest, a_step_copies_no_more_than_it_is_told_to) {
  start();
  for (int key = 0; key < 300; ++key) {
    change(std::to_string(key % 200), std::string(static_cast<std::size_t>(key * 7 % 50), 'x'));
  }
  next_segment();
  for (const std::uint64_t bytes : {1U, 100U, 1000U, 1'000'000U}) {
    const SegmentList all = parts_->segments.list();
    CompactionRun run(parts_->segments, parts_->options, parts_->index, parts_->queue,
                      parts_->health, all, InputRange::oldest);
    std::uint64_t copied = 0;
    std::size_t short_steps = 0;
    while (true) {
      const Result<bool> done = run.step(bytes);
      ASSERT_THAT(done, is_ok());
      const std::uint64_t count = run.copied_bytes() - std::exchange(copied, run.copied_bytes());
      EXPECT_LT(count, bytes + 80);
      if (count > 0 && count < bytes) ++short_steps;
      if (*done) break;
    }
    EXPECT_LE(short_steps, all.size()) << "the last of each input";
  }
  expect_contents_after_open();
}

TEST_F(CompactionRunTest, inputs_stay_while_somebody_holds_them_and_go_afterwards) {
  start();
  change("a", "1");
  next_segment();
  // As a scan does.
  SegmentList held = parts_->segments.all();
  EXPECT_THAT(run(inputs(0, 1), InputRange::oldest), has_value_of(true));
  parts_->segments.collect();
  EXPECT_THAT(names(), Contains("00000001.log"));
  held.clear();
  parts_->segments.collect();
  EXPECT_THAT(names(), Not(Contains("00000001.log")));
  // Or a reader that only has a pin.
  {
    const ReaderEpochs::Pin pin(parts_->index.epochs());
    EXPECT_THAT(run(inputs(0, 1), InputRange::oldest), has_value_of(true));
    parts_->segments.collect();
    EXPECT_THAT(names(), Contains("00000002.log"));
  }
  parts_->segments.collect();
  EXPECT_THAT(names(), Not(Contains("00000002.log")));
  expect_contents_after_open();
}

}  // namespace
}  // namespace powercut
