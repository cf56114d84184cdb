// Goal: a torn end of the log is cut, is told, and costs nothing but changes that were not durable
// (D3, D7). Method: the last commit cut at every length; with policy never and several open
// segments, one in the middle cut short.
#include "engine/cask/cask_store_test.h"

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using RecoveryTorn = CaskStoreTest;

constexpr CaskOptions large_segment = {.segment_bytes = 4096, .room_bytes = 0, .compacts = false};
constexpr CaskOptions small_never = {
    .policy = SyncPolicy::never, .segment_bytes = 256, .room_bytes = 0, .compacts = false};

// Takes `store`, which is closed, back to what it was: a copy.
void copy_store(const std::string& source, const std::string& target) {
  std::filesystem::remove_all(target);
  std::filesystem::copy(source, target, std::filesystem::copy_options::recursive);
}

TEST_F(RecoveryTorn, the_last_commit_is_cut_at_every_length_and_the_rest_is_there) {
  open({.policy = SyncPolicy::never, .segment_bytes = 4096, .room_bytes = 0, .compacts = false});
  set("a", "1");
  set("b", "2");
  const std::size_t before = read_file(at("00000001.log")).size();
  EXPECT_THAT(store_->set("b", "three"), is_ok());
  store_.reset();
  const std::string whole = read_file(at("00000001.log"));
  const std::string saved = directory_.at("saved");
  copy_store(path_, saved);
  for (std::size_t length = before; length < whole.size(); ++length) {
    // Cut off, or never written within a size that was.
    for (const bool has_size : {false, true}) {
      std::string torn = whole.substr(0, length);
      if (has_size) torn.resize(whole.size(), '\0');
      copy_store(saved, path_);
      write_file(at("00000001.log"), torn);
      open(large_segment);
      expect_contents();
      const std::uint64_t cut = torn.find_last_not_of('\0') + 1 - before;
      if (cut == 0) {
        EXPECT_THAT(report_.cuts, IsEmpty());
      } else {
        ASSERT_THAT(report_.cuts, SizeIs(1));
        EXPECT_EQ(report_.cuts[0].file, at("00000001.log"));
        EXPECT_EQ(report_.cuts[0].offset, before);
        EXPECT_EQ(report_.cuts[0].bytes, cut);
      }
      store_.reset();
    }
  }
}

TEST_F(RecoveryTorn, what_was_cut_stays_cut_when_the_store_goes_on_and_is_kept_aside) {
  open(small_never);
  set("a", "1");
  EXPECT_THAT(store_->set("b", "lost"), is_ok());
  store_.reset();
  std::string bytes = read_file(at("00000001.log"));
  bytes[bytes.size() - 1] ^= 1;
  write_file(at("00000001.log"), bytes);
  open(small_never);
  ASSERT_THAT(report_.cuts, SizeIs(1));
  const std::uint64_t end = report_.cuts[0].offset;
  set("c", "3");
  for (int turn = 0; turn < 3; ++turn) {
    reopen(small_never);
    expect_contents();
    EXPECT_THAT(report_.cuts, IsEmpty()) << "it is sealed in front of it";
  }
  EXPECT_EQ(read_file(at("00000001.log")), bytes) << "nothing was changed in place";
  EXPECT_THAT(store_->compact(), is_ok());
  expect_contents();
  EXPECT_FALSE(std::filesystem::exists(at("00000001.log")));
  EXPECT_EQ(read_file(at("00000001.cut")), bytes.substr(end));
}

TEST_F(RecoveryTorn, a_hole_between_open_segments_drops_what_follows_it) {
  open(small_never);
  std::vector<Contents> states = {{}};
  for (int number = 0; number < 20; ++number) {
    set("key " + std::to_string(number % 7), std::string(30, static_cast<char>('a' + number)));
    states.push_back(expected_);
  }
  const std::size_t segment_count = store_->cask_stats().segments.size();
  ASSERT_GE(segment_count, 4U);
  store_.reset();
  const std::string saved = directory_.at("saved");
  copy_store(path_, saved);
  // Two changes fill a segment.
  for (const std::ptrdiff_t number : {2, 3}) {
    const std::string middle = "0000000" + std::to_string(number) + ".log";
    const std::string whole = read_file(join_path(saved, middle));
    std::ptrdiff_t last_state = 0;
    for (std::size_t length = 64; length < whole.size(); length += 5) {
      copy_store(saved, path_);
      write_file(at(middle), whole.substr(0, length));
      open(small_never);
      const Contents found = contents_of(*store_);
      const auto state = std::ranges::find(states, found);
      ASSERT_NE(state, states.end()) << middle << " cut at " << length;
      last_state = state - states.begin();
      EXPECT_GE(last_state, 2 * (number - 1)) << "earlier segments must stay";
      EXPECT_LT(last_state, 2 * number) << "later segments must go";
      expected_ = found;
      set("goes", "on");
      reopen(small_never);
      expect_contents();
      store_.reset();
    }
    EXPECT_EQ(last_state, 2 * number - 1);
  }
}

TEST_F(RecoveryTorn, a_hole_before_a_sync_is_damage) {
  open(small_never);
  for (int number = 0; number < 20; ++number) set(std::to_string(number), std::string(30, 'x'));
  EXPECT_THAT(store_->sync(), is_ok());
  for (int number = 0; number < 3; ++number) set(std::to_string(number), std::string(30, 'y'));
  ASSERT_GE(store_->cask_stats().segments.size(), 4U);
  store_.reset();
  const std::string whole = read_file(at("00000002.log"));
  for (std::size_t length = 64; length < whole.size(); length += 5) {
    change_file(at("00000002.log"), whole.substr(0, length));
    EXPECT_THAT(try_open(small_never), fails_with(ErrorCode::corrupt)) << length;
    ASSERT_TRUE(report_.damage.has_value());
    EXPECT_EQ(report_.damage->file, at("00000002.log"));
    EXPECT_LE(report_.damage->offset, length);
  }
  change_file(at("00000002.log"), whole);
  open(small_never);
  expect_contents();
}

// Method: processes come and go, the last of which compacts.
TEST_F(RecoveryTorn, what_follows_a_hole_is_told_and_kept_aside) {
  open(small_never);
  for (int number = 0; number < 10; ++number) set(std::to_string(number), std::string(30, 'x'));
  const std::size_t segment_count = store_->cask_stats().segments.size();
  ASSERT_GE(segment_count, 4U);
  store_.reset();
  std::map<std::string, std::string> behind;
  for (std::size_t number = 3; number <= segment_count; ++number) {
    const std::string name = "0000000" + std::to_string(number);
    behind[name] = read_file(at(name + ".log")).substr(segment_header_bytes);
  }
  change_file(at("00000002.log"), read_file(at("00000002.log")).substr(0, segment_header_bytes));
  open(small_never);
  std::map<std::string, std::string> told;
  for (const CutTail& cut : report_.cuts) {
    told[cut.file] = read_file(cut.file).substr(cut.offset, cut.bytes);
  }
  EXPECT_THAT(told, SizeIs(behind.size()));
  for (const auto& [name, bytes] : behind) EXPECT_EQ(told[at(name + ".log")], bytes) << name;
  expected_ = contents_of(*store_);
  for (int process = 0; process < 3; ++process) {
    set("process", std::to_string(process));
    reopen(small_never);
    EXPECT_THAT(report_.cuts, IsEmpty()) << "it is sealed in front of it";
  }
  EXPECT_THAT(store_->compact(), is_ok());
  expect_contents();
  for (const auto& [name, bytes] : behind) {
    EXPECT_FALSE(std::filesystem::exists(at(name + ".log")));
    EXPECT_EQ(read_file(at(name + ".cut")), bytes);
  }
}

// Method: the first change of the next process, with a torn end and without.
TEST_F(RecoveryTorn, room_that_a_killed_process_made_is_given_back_but_not_a_torn_end) {
  constexpr CaskOptions with_room = {.segment_bytes = 4096, .room_bytes = 1024, .compacts = false};
  for (const std::string_view torn : {"", "torn"}) {
    open(with_room);
    set("a", std::string(torn));
    // With the mark behind it that says that it is durable.
    const std::uint64_t end = store_->cask_stats().segments.back().file_bytes + commit_header_bytes;
    const std::string name = last_log();
    store_.reset();
    std::string bytes = read_file(name);
    ASSERT_GT(bytes.size(), end + 100);
    bytes.replace(end, torn.size(), torn);
    change_file(name, bytes);
    open(with_room);
    EXPECT_EQ(std::filesystem::file_size(name), bytes.size()) << "an open changes nothing";
    set("b", "2");
    EXPECT_EQ(std::filesystem::file_size(name), torn.empty() ? end : bytes.size());
    close_and_open(with_room);
    expect_contents();
    store_.reset();
  }
}

// Method: nothing is left but two headers; the second was written when a change was durable.
TEST_F(RecoveryTorn, the_header_of_a_later_segment_tells_of_damage) {
  open(small_never);
  set("a", std::string(30, 'x'));
  EXPECT_THAT(store_->sync(), is_ok());
  set("b", std::string(30, 'x'));
  set("c", std::string(30, 'x'));
  ASSERT_EQ(store_->cask_stats().segments.size(), 2U);
  store_.reset();
  for (const std::string_view name : {"00000001.log", "00000002.log"}) {
    change_file(at(name), read_file(at(name)).substr(0, segment_header_bytes));
  }
  EXPECT_THAT(try_open(small_never), fails_with(ErrorCode::corrupt));
  ASSERT_TRUE(report_.damage.has_value());
  EXPECT_EQ(report_.damage->file, at("00000001.log"));
}

// Which a crash cannot have left: its header was durable before its predecessor was left.
TEST_F(RecoveryTorn, a_segment_that_does_not_follow_the_one_before_it_is_damage) {
  open(small_never);
  for (int number = 0; number < 12; ++number) set(std::to_string(number), std::string(30, 'x'));
  store_.reset();
  change_file(at("00000002.log"), read_file(at("00000003.log")));
  EXPECT_THAT(try_open(small_never), fails_with(ErrorCode::corrupt));
  ASSERT_TRUE(report_.damage.has_value());
  EXPECT_EQ(report_.damage->file, at("00000002.log"));
}

}  // namespace
}  // namespace powercut
