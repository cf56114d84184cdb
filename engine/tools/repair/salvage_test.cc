// Goal: a repair saves what can be read, in the right order, and says what it lost. Method: stores
// without manifests, headers or segments; orders of segments by their numbers; targets that are
// none. That each single flip costs only what it hit: every_byte_test.cc.
#include "engine/io/macros.h"
#include "engine/tools/store_files_test.h"

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SalvageTest : public StoreFilesTest {
 protected:
  ErrorCode error_of(const std::string& directory, const std::string& target) {
    const auto report = Salvage(environment_, directory).run(target);
    CHECK(!report.ok());
    return report.error().code;
  }

  static SalvageSource log(std::uint32_t number) { return of_kind(SegmentKind::log, number); }
  static SalvageSource merged(std::uint32_t number) { return of_kind(SegmentKind::merged, number); }
  static SalvageSource of_kind(SegmentKind kind, std::uint32_t number) {
    return {.number = number, .header = SegmentHeader{.kind = kind, .number = number}};
  }

  static std::vector<std::uint32_t> order_of(std::vector<SalvageSource> ordered,
                                             std::vector<SalvageSource> added) {
    insert_by_number(ordered, std::move(added));
    std::vector<std::uint32_t> numbers;
    for (const SalvageSource& source : ordered) numbers.push_back(source.number);
    return numbers;
  }
};

TEST_F(SalvageTest, copies_a_good_store_and_leaves_it_as_it_is) {
  const StoreFiles files = closed_store();
  const std::string path = lay_out(files);
  const std::string target = fresh_path();
  const SalvageReport report = repair(path, target);
  EXPECT_TRUE(report.is_complete());
  EXPECT_EQ(contents_of(target), replayed(words_of(files)));
  EXPECT_EQ(report.keys, replayed(words_of(files)).size());
  EXPECT_EQ(report.counts.changes, words_of(files).size());
  EXPECT_EQ(read_files(path), files);
  EXPECT_TRUE(check(target).findings.list().empty());
}

TEST_F(SalvageTest, finds_the_order_again_without_manifests) {
  StoreFiles files = closed_store();
  const Contents all = replayed(words_of(files));
  files.erase("manifest-0");
  files.erase("manifest-1");
  const std::string target = fresh_path();
  const SalvageReport report = repair(lay_out(files), target);
  EXPECT_EQ(contents_of(target), all);
  EXPECT_FALSE(report.is_complete());
  ASSERT_EQ(report.assumptions.size(), 1U);
  EXPECT_THAT(report.assumptions.front(), HasSubstr("guessed"));
}

TEST_F(SalvageTest, believes_what_is_left_of_a_manifest_where_a_segment_agrees) {
  StoreFiles files = closed_store();
  const Contents all = replayed(words_of(files));
  for (const char* name : {"manifest-0", "manifest-1"}) files[name][30] ^= 1;
  const std::string target = fresh_path();
  const SalvageReport report = repair(lay_out(files), target);
  EXPECT_EQ(contents_of(target), all);
  ASSERT_EQ(report.assumptions.size(), 1U);
  EXPECT_THAT(report.assumptions.front(), HasSubstr("left of one"));
}

// Nothing says which commits belong there; the records vouch for themselves.
TEST_F(SalvageTest, takes_the_records_of_a_segment_of_which_nobody_knows_the_salt) {
  StoreFiles files = closed_store();
  const Contents all = replayed(words_of(files));
  files.erase("manifest-0");
  files.erase("manifest-1");
  files["00000016.log"].replace(0, segment_header_bytes, segment_header_bytes, 'x');
  const std::string target = fresh_path();
  const SalvageReport report = repair(lay_out(files), target);
  EXPECT_EQ(contents_of(target), all);
  EXPECT_EQ(report.counts.loose_changes, 3U);
}

// The log may be torn anywhere, but not before the first commit of a segment that is named.
TEST_F(SalvageTest, misses_what_a_segment_held_that_is_another_file_now) {
  const std::string path = fresh_path();
  for (int number = 0; number < 12; ++number) {
    ASSERT_TRUE(open(path)->set("key" + std::to_string(number), std::string(40, 'x')).ok());
  }
  const StoreFiles files = read_files(path);
  const std::string last = to_text({CaskFileKind::log, manifest_of(files).segments.back().number});
  const std::string other =
      to_text({CaskFileKind::log, manifest_of(files).segments.front().number});
  for (const std::string& bytes : {std::string(), files.at(other), files.at("manifest-1")}) {
    StoreFiles changed = files;
    changed[last] = bytes;
    const SalvageReport report = repair(lay_out(changed), fresh_path());
    EXPECT_FALSE(report.is_complete()) << bytes.size();
  }
}

// The newer manifest replaced the segments that the older one names, and they are gone.
TEST_F(SalvageTest, takes_segments_that_only_a_damaged_manifest_named) {
  const std::string path = fresh_path();
  {
    const auto store = open(path);
    for (int number = 0; number < 40; ++number) {
      ASSERT_TRUE(store->set("key" + std::to_string(number % 9), std::to_string(number)).ok());
    }
    ASSERT_TRUE(store->compact().ok());
  }
  const Contents all = contents_of(path);
  StoreFiles files = read_files(path);
  const Manifest newest = manifest_of(files);
  const bool first_is_newest = *decode_manifest(as_bytes(files["manifest-0"])) == newest;
  files[first_is_newest ? "manifest-0" : "manifest-1"][30] ^= 1;
  const std::string target = fresh_path();
  const SalvageReport report = repair(lay_out(files), target);
  EXPECT_EQ(contents_of(target), all);
  EXPECT_FALSE(report.assumptions.empty());
  EXPECT_FALSE(report.is_complete()) << "the segments that the older manifest names are missing";
}

TEST_F(SalvageTest, takes_good_commits_behind_a_torn_place_and_not_the_torn_end) {
  const std::string path = fresh_path();
  CaskOptions options = small;
  options.policy = SyncPolicy::never;
  const auto store = open(path, options);
  for (const char* key : {"a", "b", "c"}) CHECK(store->set(key, "value").ok());
  StoreFiles files = read_files(path);
  std::string& log = files["00000001.log"];
  log[segment_header_bytes + commit_header_bytes] ^= 1;  // of a
  log.resize(log.size() - 1);                            // of c
  const std::string target = fresh_path();
  const SalvageReport report = repair(lay_out(files), target);
  EXPECT_EQ(contents_of(target), (Contents{{"b", "value"}}));
  EXPECT_FALSE(report.is_complete());
}

TEST_F(SalvageTest, takes_values_that_no_batch_would_take) {
  const std::string path = fresh_path();
  const std::string large(70'000'000, 'v');
  {
    const auto store = open(path, {.policy = SyncPolicy::never});
    ASSERT_TRUE(store->set("large", large).ok());
    ASSERT_TRUE(store->set("gone", large.substr(0, 3'000'000)).ok());
    ASSERT_TRUE(store->remove("gone").ok());
    ASSERT_TRUE(store->close().ok());
  }
  const std::string target = fresh_path();
  EXPECT_TRUE(repair(path, target).is_complete());
  EXPECT_EQ(contents_of(target), (Contents{{"large", large}}));
}

TEST_F(SalvageTest, refuses_a_target_that_is_taken_or_inside_of_the_store) {
  const std::string path = lay_out(closed_store());
  EXPECT_EQ(error_of(path, lay_out({{"a", "b"}})), ErrorCode::not_empty);
  EXPECT_EQ(error_of(path, path), ErrorCode::invalid_argument);
  EXPECT_EQ(error_of(path, path + "/new"), ErrorCode::invalid_argument);
  EXPECT_EQ(error_of(path, path + "/../" + path.substr(path.rfind('/') + 1) + "/new"),
            ErrorCode::invalid_argument);
  EXPECT_EQ(error_of(path, directory_.at("missing/new")), ErrorCode::not_found);
  EXPECT_EQ(error_of(lay_out({}), fresh_path()), ErrorCode::not_a_store);
  EXPECT_EQ(read_files(path).size(), read_files(lay_out(closed_store())).size());
  EXPECT_TRUE(repair(path, lay_out({})).is_complete()) << "an empty directory may be the target";
}

TEST_F(SalvageTest, orders_segments_by_what_was_written_when_a_merged_one_was_made) {
  EXPECT_THAT(order_of({}, {log(3), log(1), log(2)}), ElementsAre(1, 2, 3));
  // 5 was made of 1 and 2 while 4 was written.
  EXPECT_THAT(order_of({}, {log(3), log(4), merged(5), log(6)}), ElementsAre(3, 5, 4, 6));
  EXPECT_THAT(order_of({}, {merged(5), merged(4)}), ElementsAre(4, 5));
  EXPECT_THAT(order_of({}, {merged(2), log(7), merged(3)}), ElementsAre(2, 3, 7));
  EXPECT_THAT(order_of({log(1), merged(6), log(4)}, {merged(7), log(8)}),
              ElementsAre(1, 6, 7, 4, 8));
}

}  // namespace
}  // namespace powercut
