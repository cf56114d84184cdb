// Goal: the check tells damage from what a crash or another process may leave. Method: stores made
// by hand into each of these states; that it changes nothing is seen from their files.
#include "engine/cask/formats/stamp.h"
#include "engine/cask/segments/hint.h"
#include "engine/io/macros.h"
#include "engine/tools/store_files_test.h"

namespace powercut {
namespace {

using testing::HasSubstr;

class StoreCheckTest : public StoreFilesTest {
 protected:
  // The kind, file and text of the only finding.
  static void expect_only(const CheckReport& report, FindingKind kind, std::string_view file,
                          const std::string& what) {
    ASSERT_EQ(report.findings.list().size(), 1U) << to_text(report.findings);
    const Finding& finding = report.findings.list().front();
    EXPECT_EQ(finding.kind, kind) << finding.what;
    EXPECT_EQ(finding.file, file);
    EXPECT_THAT(finding.what, HasSubstr(what));
  }

  Error error_of(const std::string& directory) {
    const auto report = StoreCheck(files_, directory).run();
    CHECK(!report.ok());
    return report.error();
  }

  // A store as a killed process leaves it: three sets, each durable or not.
  StoreFiles killed_store(SyncPolicy policy) {
    const std::string path = fresh_path();
    CaskOptions options = small;
    options.policy = policy;
    const auto store = open(path, options);
    for (const char* key : {"a", "b", "c"}) CHECK(store->set(key, "value").ok());
    return read_files(path);
  }

  // The segment's word is sealed with a good checksum again, with the record's own left wrong.
  static std::string with_wrong_record(std::string bytes) {
    const auto header = decode_segment_header(as_bytes(bytes));
    const auto place = CommitPlace{header->salt, header->number, segment_header_bytes};
    const auto commit = decode_commit(as_bytes(bytes).subspan(segment_header_bytes), place);
    std::string changed = bytes.substr(segment_header_bytes, commit->total_bytes());
    changed.back() ^= 1;
    finish_commit(changed, 0, place, commit->synced_position);
    return bytes.replace(segment_header_bytes, changed.size(), changed);
  }
};

TEST_F(StoreCheckTest, takes_a_store_that_nobody_has_written_to_for_good) {
  const std::string path = fresh_path();
  CHECK(open(path)->close().ok());
  EXPECT_EQ(read_files(path).size(), 1U);
  EXPECT_TRUE(check(path).findings.list().empty());
}

TEST_F(StoreCheckTest, refuses_what_is_no_store) {
  EXPECT_EQ(error_of(directory_.at("missing")).code, ErrorCode::not_found);
  EXPECT_EQ(error_of(lay_out({})).code, ErrorCode::not_a_store);
  EXPECT_EQ(error_of(lay_out({{"letter.txt", "Dear"}})).code, ErrorCode::not_a_store);
  EXPECT_EQ(error_of(lay_out({{"letter.txt", "Dear"}, {"lock", ""}})).code, ErrorCode::not_a_store);
  write_file(directory_.at("file"), "bytes");
  EXPECT_EQ(error_of(directory_.at("file")).code, ErrorCode::not_directory);
}

TEST_F(StoreCheckTest, creates_no_lock_and_changes_no_byte) {
  StoreFiles files = closed_store();
  files.erase("lock");
  const std::string path = lay_out(files);
  const CheckReport report = check(path);
  EXPECT_EQ(report.use, StoreUse::unknown);
  EXPECT_TRUE(report.findings.list().empty());
  EXPECT_EQ(read_files(path), files);
}

TEST_F(StoreCheckTest, says_that_somebody_has_the_store_open_and_goes_on) {
  const std::string path = fresh_path();
  const auto store = open(path);
  ASSERT_TRUE(store->set("key", "value").ok());
  const CheckReport report = check(path);
  EXPECT_EQ(report.use, StoreUse::somebody);
  EXPECT_EQ(report.sets, 1U);
  expect_only(report, FindingKind::note, "", "open");
}

TEST_F(StoreCheckTest, takes_what_a_killed_process_left_for_good) {
  for (const SyncPolicy policy : {SyncPolicy::always, SyncPolicy::never}) {
    const CheckReport report = check(lay_out(killed_store(policy)));
    EXPECT_TRUE(report.findings.list().empty()) << to_text(report.findings);
    EXPECT_EQ(report.sets, 3U);
  }
}

// R2 and R3: the same byte, in a store whose commits say that it was durable, and in one where none
// does.
TEST_F(StoreCheckTest, tells_a_torn_end_from_damage) {
  for (const SyncPolicy policy : {SyncPolicy::always, SyncPolicy::never}) {
    StoreFiles files = killed_store(policy);
    files["00000001.log"][segment_header_bytes + 3] ^= 1;
    const CheckReport report = check(lay_out(files));
    const bool was_durable = policy == SyncPolicy::always;
    expect_only(report, was_durable ? FindingKind::damage : FindingKind::note, "00000001.log",
                was_durable ? "damaged" : "torn");
    EXPECT_EQ(report.findings.list().front().offset, segment_header_bytes);
  }
}

TEST_F(StoreCheckTest, finds_every_bad_place_of_a_sealed_segment) {
  StoreFiles files = closed_store();
  const std::vector<PlacedWord> words = words_of(files);
  std::uint64_t hit = 0;
  std::string last_file;
  for (const PlacedWord& word : words) {
    if (word.file == last_file || word.file == "00000011.log") continue;
    last_file = word.file;
    files[word.file][word.offset] ^= 1;
    ++hit;
  }
  const CheckReport report = check(lay_out(files));
  EXPECT_GT(hit, 3U);
  EXPECT_EQ(report.findings.damages(), hit);
}

TEST_F(StoreCheckTest, finds_a_record_that_is_bad_in_a_commit_that_is_good) {
  StoreFiles files = closed_store();
  files["00000013.log"] = with_wrong_record(files["00000013.log"]);
  expect_only(check(lay_out(files)), FindingKind::damage, "00000013.log", "checksum");
}

TEST_F(StoreCheckTest, finds_a_hint_whose_checksum_is_right_and_that_is_wrong) {
  const StoreFiles good = closed_store();
  const std::string& bytes = good.at("00000011.hint");
  for (std::size_t offset = hint_header_bytes; offset < bytes.size(); ++offset) {
    std::string hint = bytes;
    hint[offset] ^= 1;
    put_stamp(as_mutable_bytes(hint), hint_magic, hint_version);
    StoreFiles files = good;
    files["00000011.hint"] = hint;
    const CheckReport report = check(lay_out(files));
    ASSERT_EQ(report.findings.list().size(), 1U) << offset;
    EXPECT_EQ(report.findings.list().front().file, "00000011.hint");
    // One that is not even made of whole entries is not used.
    const bool is_used = report.findings.damages() == 1;
    EXPECT_EQ(is_used, decode_hint_head(as_bytes(hint)).ok()) << offset;
  }
  StoreFiles files = good;
  std::string shorter = bytes.substr(0, hint_header_bytes);
  store_u32(as_mutable_bytes(shorter).data() + 20, 0);
  put_stamp(as_mutable_bytes(shorter), hint_magic, hint_version);
  files["00000011.hint"] = shorter;
  expect_only(check(lay_out(files)), FindingKind::damage, "00000011.hint", "checksum is right");
}

TEST_F(StoreCheckTest, names_files_that_play_no_part) {
  StoreFiles files = closed_store();
  files["00000002.log"] = "an old segment";
  files["00000002.hint"] = "its hint";
  files["00000003.cut"] = "a tail";
  files["notes.txt"] = "foreign";
  files["00000016.log"] += "what was torn";
  const CheckReport report = check(lay_out(files));
  EXPECT_EQ(report.findings.damages(), 0U);
  EXPECT_EQ(report.findings.list().size(), 5U) << to_text(report.findings);
}

TEST_F(StoreCheckTest, finds_segments_that_are_missing_or_not_named) {
  StoreFiles files = closed_store();
  files.erase("00000014.log");
  expect_only(check(lay_out(files)), FindingKind::damage, "00000014.log", "missing");

  files = killed_store(SyncPolicy::always);
  for (const char* name : {"manifest-0", "manifest-1"}) {
    if (files.contains(name)) files[name].back() ^= 1;
  }
  EXPECT_EQ(check(lay_out(files)).findings.damages(), 2U);
}

TEST_F(StoreCheckTest, refuses_a_newer_version_and_names_the_file) {
  for (const auto& [name, magic] :
       {std::pair{"manifest-1", manifest_magic}, std::pair{"00000013.log", segment_magic}}) {
    StoreFiles files = closed_store();
    const std::size_t length = load_u32(as_bytes(files[name]).data() + 12);
    put_stamp(as_mutable_bytes(files[name]).first(length), magic, 2);
    StoreCheck check(files_, lay_out(files));
    const auto report = check.run();
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::newer_version);
    EXPECT_EQ(check.failed_file(), name);
  }
}

}  // namespace
}  // namespace powercut
