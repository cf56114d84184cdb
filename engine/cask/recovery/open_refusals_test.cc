// Goal: an open that cannot be says why, at once, and names the file. Method: options out of their
// ranges, and directories, or dangling symlinks, under names of the store's.
#include "engine/cask/cask_store_test.h"

namespace powercut {
namespace {

class OpenRefusals : public CaskStoreTest {
 protected:
  // A closed store of some segments.
  void SetUp() override {
    open();
    for (int number = 0; number < 12; ++number) set(std::to_string(number), std::string(30, 'x'));
    EXPECT_THAT(store_->compact(), is_ok());
    EXPECT_THAT(store_->close(), is_ok());
    store_.reset();
  }

  void expect_refused(std::string_view name, ErrorCode code) {
    EXPECT_THAT(try_open(), fails_with(code)) << name;
    ASSERT_TRUE(report_.damage.has_value()) << name;
    EXPECT_EQ(report_.damage->file, at(name));
    EXPECT_FALSE(report_.damage->what.empty());
  }
};

TEST_F(OpenRefusals, an_option_out_of_its_range_is_an_invalid_argument) {
  const std::vector<std::function<void(CaskOptions&)>> changes = {
      [](CaskOptions& options) { options.segment_bytes = 0; },
      [](CaskOptions& options) { options.segment_bytes = cask_segment_bytes_min - 1; },
      [](CaskOptions& options) { options.segment_bytes = cask_segment_bytes_max + 1; },
      [](CaskOptions& options) { options.small_percent = 101; },
      [](CaskOptions& options) { options.merged_commit_bytes = 0; },
      [](CaskOptions& options) { options.compaction_changes = 0; },
      [](CaskOptions& options) { options.loader_changes = 0; },
      [](CaskOptions& options) { options.checkpoint_bytes = 0; },
      [](CaskOptions& options) { options.index_slots = 1; },
      [](CaskOptions& options) { options.ordered_page_bytes = 255; },
      [](CaskOptions& options) { options.ordered_page_bytes = 4097; },
      [](CaskOptions& options) { options.walk_slots = 0; },
      [](CaskOptions& options) { options.dead_percent_max = 101; },
      [](CaskOptions& options) { options.dead_percent_start = options.dead_percent_max + 1; },
  };
  for (const auto& change : changes) {
    CaskOptions options;
    change(options);
    files_.take_calls();
    EXPECT_THAT(try_open(options), fails_with(ErrorCode::invalid_argument));
    EXPECT_THAT(files_.take_calls(), testing::IsEmpty());
  }
  for (const std::uint32_t bytes : {cask_segment_bytes_min, cask_segment_bytes_max}) {
    open({.segment_bytes = bytes, .room_bytes = 0, .compacts = false});
    set("key", std::to_string(bytes));
    expect_contents();
    store_.reset();
  }
}

// Regression: a link to nothing was no manifest to an open, and the first write went through it, to
// a file whose name nobody syncs.
TEST_F(OpenRefusals, a_name_of_what_is_no_file_is_told) {
  const std::string segment = std::filesystem::path(last_log()).filename();
  for (const std::string& name : {std::string("manifest-0"), std::string("manifest-1"), segment}) {
    ASSERT_TRUE(std::filesystem::exists(at(name))) << name;
    const std::string bytes = read_file(at(name));
    std::filesystem::remove(at(name));
    std::filesystem::create_directory(at(name));
    expect_refused(name, ErrorCode::corrupt);
    std::filesystem::remove(at(name));
    std::filesystem::create_symlink(at("nothing"), at(name));
    expect_refused(name, ErrorCode::corrupt);
    EXPECT_FALSE(std::filesystem::exists(at("nothing")));
    std::filesystem::remove(at(name));
    write_file(at(name), bytes);
  }
  std::filesystem::remove(at("lock"));
  std::filesystem::create_directory(at("lock"));
  expect_refused("lock", ErrorCode::is_directory);
}

TEST_F(OpenRefusals, a_cache_that_cannot_be_read_is_done_without) {
  for (const std::string& name : names()) {
    if (name != "index" && !name.ends_with(".hint")) continue;
    std::filesystem::remove(at(name));
    std::filesystem::create_directory(at(name));
  }
  open();
  EXPECT_FALSE(report_.used_checkpoint);
  EXPECT_EQ(report_.hinted, 0U);
  expect_contents();
  set("another", "value");
  close_and_open();
  expect_contents();
}

}  // namespace
}  // namespace powercut
