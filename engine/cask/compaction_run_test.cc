// Goal: what a run over chosen segments keeps, lets go, and leaves alone (D11). Method: a store
// made of its parts, with segments whose contents are known.
#include "engine/cask/compaction_run.h"

#include "engine/cask/cask_store_test.h"

namespace powercut {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

// Opens what it leaves as a store.
class CompactionRunTest : public CaskStoreTest {
 protected:
  struct Parts {
    Parts(Environment& environment, const std::string& path, const CaskOptions& chosen)
        : options(chosen),
          files(environment.files, path),
          index(0, chosen.ordered),
          segments(files, options, index, health, 1),
          log(segments, options, health),
          queue(environment, log, index, health, counters) {}

    CaskOptions options;
    CaskFiles files;
    Health health;
    CaskCounters counters;
    CaskIndex index;
    SegmentSet segments;
    CaskLog log;
    CommitQueue queue;
  };

  void clear() {
    parts_.reset();
    std::filesystem::remove_all(path_);
    expected_.clear();
  }

  void start(bool ordered = false) {
    parts_ = std::make_unique<Parts>(
        environment_, path_,
        CaskOptions{.ordered = ordered, .segment_bytes = 4096, .room_bytes = 0});
    std::filesystem::create_directory(path_);
  }

  void change(const std::string& key, std::optional<std::string> value) {
    std::string commit;
    begin_commit(commit);
    EXPECT_THAT(value ? encode_set(key, *value, commit) : encode_remove(key, commit), is_ok());
    const PreparedChange change{key, parts_->index.hash_of(key),
                                static_cast<std::uint32_t>(commit.size() - commit_header_bytes),
                                !value};
    WriteRequest request{.commit = &commit, .changes = {&change, 1}, .policy = SyncPolicy::never};
    EXPECT_THAT(parts_->queue.submit(request), is_ok());
    if (value) {
      expected_[key] = *value;
    } else {
      expected_.erase(key);
    }
  }

  // What comes next goes to a new segment.
  void next_segment() {
    EXPECT_THAT(parts_->queue.exclusively([](CaskLog& log) { return log.finish_segment(); }),
                is_ok());
  }

  SegmentList inputs(std::size_t begin, std::size_t end) const {
    const SegmentList list = parts_->segments.list();
    return {list.begin() + static_cast<std::ptrdiff_t>(begin),
            list.begin() + static_cast<std::ptrdiff_t>(end)};
  }

  Result<bool> run(SegmentList chosen, InputRange range) {
    CompactionRun run(parts_->segments, parts_->options, parts_->index, parts_->queue,
                      parts_->health, std::move(chosen), range);
    while (true) {
      const Result<bool> done = run.step(1);
      if (!done.ok() || *done) return done;
    }
  }

  std::optional<std::string> find(const std::string& key) {
    std::string buffer;
    std::string value;
    RecordPlace damaged{};
    const Result<bool> found =
        parts_->index.find(key, true, buffer, damaged,
                           [&](const RecordView& record, RecordPlace) { value = record.value; });
    EXPECT_THAT(found, is_ok()) << key;
    return found.ok() && *found ? std::optional(value) : std::nullopt;
  }

  // The keys of a segment's records; a '-' before those that remove.
  std::vector<std::string> records_of(std::size_t index) const {
    Segment& segment = *parts_->segments.list()[index];
    std::string buffer;
    const Bytes whole = *segment.view(0, segment.end(), buffer);
    std::vector<std::string> records;
    walk_changes(segment, whole, whole.size(), [&](const PlacedChange& change) {
      records.push_back((change.kind == RecordKind::remove ? "-" : "") + std::string(change.key));
    });
    return records;
  }

  // As a later process finds it, too.
  void expect_contents_after_open() {
    parts_.reset();
    for (const bool hints : {true, false}) {
      for (const std::string& name : names()) {
        if (!hints && name.ends_with(".hint")) std::filesystem::remove(at(name));
      }
      open();
      expect_contents();
      store_.reset();
    }
  }

  std::unique_ptr<Parts> parts_;
};

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

// Regression: the index was left at the source, the good copy was taken for dead, and the source
// went. Method: the key in the source is damaged, when nobody would read that for itself any more.
TEST_F(CompactionRunTest, the_copy_counts_whatever_becomes_of_its_source) {
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

// The commit that it would come to would say that it is good.
TEST_F(CompactionRunTest, copies_nothing_that_has_gone_bad_since_it_was_looked_at) {
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
  // Or a reader, who only has a pin.
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

TEST_F(CompactionRunTest, a_damaged_input_stops_the_run_and_no_other) {
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
  EXPECT_THAT(records_of(1), ElementsAre("d", "c"));
  change_file(at("00000001.log"), whole);
  expect_contents_after_open();
}

}  // namespace
}  // namespace powercut
