// CaskStoreTest: a CaskStore in a directory of its own, for the tests of its parts.
#pragma once

#include "engine/cask/cask_store.h"
#include "engine/store_test.h"

namespace powercut {

// Segments so short that a few changes fill one; and no compaction but on request.
inline constexpr CaskOptions small_segments = {
    .segment_bytes = 256, .room_bytes = 64, .compacts = false};

// So long that two of them do not fit into one of those.
inline const std::string long_value(150, 'v');

class CaskStoreTest : public StoreTest {
 protected:
  Result<std::unique_ptr<CaskStore>> try_open(const CaskOptions& options = small_segments) {
    report_ = {};
    return CaskStore::open(environment_, path_, options, &report_);
  }

  // From here on the calls of the file system are those of what the test does.
  void open(const CaskOptions& options = small_segments) {
    Result<std::unique_ptr<CaskStore>> opened = try_open(options);
    ASSERT_THAT(opened, is_ok()) << (report_.damage ? report_.damage->what : "");
    store_ = std::move(*opened);
    files_.take_calls();
  }

  // As after a kill of the process: nothing is closed.
  void reopen(const CaskOptions& options = small_segments) {
    store_.reset();
    open(options);
  }

  void close_and_open(const CaskOptions& options = small_segments) {
    EXPECT_THAT(store_->close(), is_ok());
    reopen(options);
  }

  // Changes the store and what it should hold.
  void set(const std::string& key, const std::string& value) {
    EXPECT_THAT(store_->set(key, value), is_ok());
    expected_[key] = value;
  }
  void remove(const std::string& key) {
    EXPECT_THAT(store_->remove(key), has_value_of(expected_.contains(key)));
    expected_.erase(key);
  }

  // By the keys and by a scan.
  void expect_contents() {
    EXPECT_EQ(contents_of(*store_), expected_);
    for (const auto& [key, value] : expected_) EXPECT_EQ(get(*store_, key), value) << key;
    EXPECT_EQ(store_->stats().keys, expected_.size());
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      names.push_back(entry.path().filename());
    }
    std::ranges::sort(names);
    return names;
  }
  std::string at(std::string_view name) const { return join_path(path_, name); }
  std::string last_log() const {
    std::vector<std::string> logs = names();
    std::erase_if(logs, [](const std::string& name) { return !name.ends_with(".log"); });
    return logs.empty() ? "" : at(logs.back());
  }

  const std::string path_ = directory_.at("store");
  RecoveryReport report_;
  std::unique_ptr<CaskStore> store_;
  Contents expected_;
};

// The books of a store's segments; two stores of the same records have the same.
inline std::vector<std::vector<std::uint64_t>> books_of(const CaskStore& store) {
  std::vector<std::vector<std::uint64_t>> books;
  for (const SegmentStats& segment : store.cask_stats().segments) {
    books.push_back({segment.number, segment.file_bytes, segment.live_bytes, segment.dead_bytes,
                     segment.remove_bytes});
  }
  return books;
}

}  // namespace powercut
