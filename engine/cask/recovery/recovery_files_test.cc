// Goal: files that are missing, of others, or newer are told as what they are, and nothing is lost
// by it. Method: a small store, changed by hand.
#include <sys/stat.h>

#include "engine/cask/cask_store_test.h"
#include "engine/cask/formats/stamp_test.h"

namespace powercut {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// All segments stay open.
constexpr CaskOptions unsynced = {
    .policy = SyncPolicy::never, .segment_bytes = 256, .compacts = false};

class RecoveryFiles : public CaskStoreTest {
 protected:
  void fill(const CaskOptions& options = small_segments) {
    open(options);
    for (int number = 0; number < 12; ++number) set(std::to_string(number), std::string(30, 'x'));
  }

  void expect_damage(std::string_view name, std::string_view what) {
    EXPECT_THAT(try_open(), fails_with(ErrorCode::corrupt));
    ASSERT_TRUE(report_.damage.has_value());
    EXPECT_EQ(report_.damage->file, at(name));
    EXPECT_THAT(report_.damage->what, HasSubstr(std::string(what)));
  }
};

TEST_F(RecoveryFiles, a_missing_segment_is_damage_in_a_closed_store_and_in_an_abandoned_one) {
  for (const bool closes : {true, false}) {
    fill();
    EXPECT_THAT(closes ? store_->close() : Result<void>(), is_ok());
    store_.reset();
    for (const std::string& name : names()) {
      if (!name.ends_with(".log")) continue;
      const std::string bytes = read_file(at(name));
      std::filesystem::remove(at(name));
      expect_damage(name, "missing");
      write_file(at(name), bytes);
    }
    open();
    expect_contents();
    store_.reset();
  }
}

TEST_F(RecoveryFiles, a_sealed_segment_that_has_become_shorter_is_damage) {
  fill();
  EXPECT_THAT(store_->close(), is_ok());
  store_.reset();
  for (const std::string& name : names()) {
    if (!name.ends_with(".log")) continue;
    const std::string bytes = read_file(at(name));
    const std::size_t end = 64 + 3 * 71;
    for (const std::size_t length : {0, 10, 63, 64, 100}) {
      change_file(at(name), bytes.substr(0, std::min(length, end)));
      expect_damage(name, "");
    }
    change_file(at(name), bytes);
  }
}

TEST_F(RecoveryFiles, one_manifest_may_be_missing_or_damaged_but_not_both) {
  for (const bool removes : {true, false}) {
    fill();
    EXPECT_THAT(store_->close(), is_ok());
    store_.reset();
    const std::string first = read_file(at("manifest-0"));
    const std::string second = read_file(at("manifest-1"));
    const auto spoil = [&](std::string_view name) {
      removes ? static_cast<void>(std::filesystem::remove(at(name))) : write_file(at(name), "x");
    };
    // Both name all segments: the last one only says that they are sealed now. A checkpoint would
    // say that it was there.
    std::filesystem::remove(at("index"));
    for (const std::string_view name : {"manifest-0", "manifest-1"}) {
      spoil(name);
      open();
      expect_contents();
      EXPECT_EQ(report_.ignored.size(), removes ? 0U : 1U);
      store_.reset();
      write_file(at("manifest-0"), first);
      write_file(at("manifest-1"), second);
    }
    spoil("manifest-0");
    spoil("manifest-1");
    expect_damage("manifest-0", "manifest");
    std::filesystem::remove_all(path_);
    expected_.clear();
  }
}

// Goal: a closed store whose newest manifest is damaged does not open by the older one, which may
// take bytes that the newer one cut off.
TEST_F(RecoveryFiles, a_manifest_that_a_checkpoint_was_written_behind_is_missed) {
  fill();
  EXPECT_THAT(store_->close(), is_ok());
  store_.reset();
  const auto sequence_in = [&](std::string_view name) {
    return decode_manifest(as_bytes(read_file(at(name))))->sequence;
  };
  const bool is_first = sequence_in("manifest-0") > sequence_in("manifest-1");
  const std::string_view newer = is_first ? "manifest-0" : "manifest-1";
  const std::string_view older = is_first ? "manifest-1" : "manifest-0";
  const std::string bytes = read_file(at(newer));
  for (const std::string_view bad : {"x", ""}) {
    write_file(at(newer), bad);
    expect_damage(newer, "checkpoint");
  }
  std::filesystem::remove(at(newer));
  expect_damage(newer, "checkpoint");
  write_file(at(newer), bytes);
  write_file(at(older), "x");
  open();
  expect_contents();
  EXPECT_TRUE(report_.used_checkpoint);
}

// Goal: a store whose newest manifest is damaged does not open without the segments that only that
// one names.
TEST_F(RecoveryFiles, a_segment_that_only_a_damaged_manifest_names_is_missed) {
  open();
  for (int number = 0; number < 6; ++number) {
    set(std::to_string(number), std::string(120, 'x'));
    store_.reset();
    const Manifest first = *decode_manifest(as_bytes(read_file(at("manifest-0"))));
    const bool has_second = std::filesystem::exists(at("manifest-1"));
    const bool first_is_newer =
        !has_second ||
        first.sequence > decode_manifest(as_bytes(read_file(at("manifest-1"))))->sequence;
    const std::string newer = first_is_newer ? at("manifest-0") : at("manifest-1");
    const std::string bytes = read_file(newer);
    change_file(newer, "damaged" + bytes.substr(7));
    EXPECT_THAT(try_open(), fails_with(ErrorCode::corrupt));
    ASSERT_TRUE(report_.damage.has_value());
    EXPECT_THAT(report_.damage->what, HasSubstr("manifest"));
    change_file(newer, bytes);
    open();
    expect_contents();
  }
}

TEST_F(RecoveryFiles, a_segment_of_another_store_is_none_of_this_one) {
  fill();
  EXPECT_THAT(store_->close(), is_ok());
  store_.reset();
  time_.advance(std::chrono::seconds(1));
  const std::string other_path = directory_.at("other");
  Result<std::unique_ptr<CaskStore>> other =
      CaskStore::open(environment_, other_path, small_segments);
  ASSERT_THAT(other, is_ok());
  for (int number = 0; number < 12; ++number) {
    EXPECT_THAT((*other)->set(std::to_string(number), std::string(30, 'y')), is_ok());
  }
  EXPECT_THAT((*other)->close(), is_ok());
  for (const std::string_view name : {"00000001.log", "00000002.log"}) {
    const std::string bytes = read_file(at(name));
    write_file(at(name), read_file(join_path(other_path, name)));
    expect_damage(name, "not the segment");
    write_file(at(name), bytes);
  }
  // Nor is another of the same store's.
  write_file(at("00000001.log"), read_file(at("00000002.log")));
  expect_damage("00000001.log", "not the segment");
}

TEST_F(RecoveryFiles, a_newer_version_of_any_file_is_told_from_damage) {
  fill();
  EXPECT_THAT(store_->close(), is_ok());
  store_.reset();
  for (const std::string_view name : {"manifest-0", "manifest-1", "00000001.log", "00000002.log"}) {
    const std::string bytes = read_file(at(name));
    const bool is_log = name.ends_with(".log");
    const std::size_t length = is_log ? segment_header_bytes : bytes.size();
    std::string newer = stamped_anew(bytes.substr(0, length), 2) + bytes.substr(length);
    write_file(at(name), newer);
    EXPECT_THAT(try_open(), fails_with(ErrorCode::newer_version)) << name;
    ASSERT_TRUE(report_.damage.has_value());
    EXPECT_EQ(report_.damage->file, at(name));
    write_file(at(name), bytes);
  }
  // Caches are not worth an error.
  write_file(at("index"), stamped_anew(read_file(at("index")), 2));
  open();
  expect_contents();
  EXPECT_FALSE(report_.used_checkpoint);
}

TEST_F(RecoveryFiles, strays_of_the_store_go_and_foreign_files_stay) {
  fill();
  EXPECT_THAT(store_->close(), is_ok());
  store_.reset();
  for (const std::string_view name : {"00000077.log", "00000077.hint", "notes.txt", "1.log"}) {
    write_file(at(name), "whatever");
  }
  open();
  for (const std::string_view name : {"00000077.log", "00000077.hint", "notes.txt", "1.log"}) {
    EXPECT_THAT(report_.ignored, Contains(name));
    EXPECT_TRUE(std::filesystem::exists(at(name))) << "an open changes nothing";
  }
  set("new", "value");
  expect_contents();
  EXPECT_FALSE(std::filesystem::exists(at("00000077.log")));
  EXPECT_FALSE(std::filesystem::exists(at("00000077.hint")));
  EXPECT_TRUE(std::filesystem::exists(at("notes.txt")));
  EXPECT_TRUE(std::filesystem::exists(at("1.log")));
  EXPECT_TRUE(std::filesystem::exists(at("00000078.log"))) << "no number is used twice";
}

TEST_F(RecoveryFiles, a_directory_of_others_is_no_store_and_an_empty_one_becomes_one) {
  std::filesystem::create_directory(path_);
  write_file(at("notes.txt"), "mine");
  EXPECT_THAT(try_open(), fails_with(ErrorCode::not_a_store));
  EXPECT_THAT(try_open(), fails_with(ErrorCode::not_a_store)) << "the lock makes it none";
  EXPECT_THAT(report_.ignored, ElementsAre("notes.txt"));
  EXPECT_THAT(names(), ElementsAre("lock", "notes.txt"));
  std::filesystem::remove(at("notes.txt"));
  open();
  EXPECT_THAT(names(), ElementsAre("lock"));
  expect_contents();
  EXPECT_THAT(store_->close(), is_ok());
  EXPECT_THAT(names(), ElementsAre("lock")) << "who writes nothing leaves nothing";
}

TEST_F(RecoveryFiles, a_file_or_nothing_where_the_directory_should_be_is_told) {
  write_file(path_, "a file");
  EXPECT_THAT(try_open(), fails_with(ErrorCode::not_directory));
  EXPECT_THAT(CaskStore::open(environment_, directory_.at("none/store")),
              fails_with(ErrorCode::not_found));
}

TEST_F(RecoveryFiles, what_may_not_be_read_or_synced_is_told_and_costs_nothing) {
  fill(unsynced);
  store_.reset();
  for (const std::string_view call :
       {"lock lock", "list", "open manifest-0 read", "open manifest-1 read", "read manifest-0",
        "open 00000001.log write", "read 00000001.log"}) {
    files_.fail(call, ErrorCode::permission_denied);
    EXPECT_THAT(try_open(), fails_with(ErrorCode::permission_denied)) << call;
    EXPECT_FALSE(report_.damage.has_value());
  }
  files_.fail("sync_data 00000002.log");
  EXPECT_THAT(try_open(), fails_with(ErrorCode::io_failed));
  files_.take_calls();
  open();
  expect_contents();
}

// Goal: D10. Method: the calls of an open, in their order.
TEST_F(RecoveryFiles, an_open_syncs_what_it_relies_on_before_it_reads_it_and_changes_nothing) {
  fill(unsynced);
  store_.reset();
  files_.take_calls();
  ASSERT_THAT(try_open(), is_ok());
  const std::vector<std::string> calls = files_.take_calls();
  for (const std::string& name : names()) {
    if (!name.ends_with(".log")) continue;
    const auto synced = std::ranges::find(calls, "sync_data " + name);
    ASSERT_NE(synced, calls.end()) << name;
    EXPECT_LE(std::count(calls.begin(), synced, "read " + name), 1) << "its header";
  }
  for (const std::string& call : calls) {
    EXPECT_FALSE(call.starts_with("write ") || call.starts_with("remove ")) << call;
    EXPECT_FALSE(call.starts_with("truncate ") || call.starts_with("allocate ")) << call;
  }
}

}  // namespace
}  // namespace powercut
