// CompactionRunTest: a store made of its parts, with segments whose contents are known, for the
// tests of a run over chosen ones of them.
#pragma once

#include "engine/cask/cask_store_test.h"
#include "engine/cask/compaction/compaction_run.h"

namespace powercut {

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

  // The next commit goes to a new segment.
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

}  // namespace powercut
