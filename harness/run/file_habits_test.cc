// Goal: the sizes at which files end, grow and are used again are told from calls. Method: streams
// of writes made by hand.
#include "harness/run/file_habits.h"

#include <gmock/gmock.h>

#include "powercut/faultfs/fault_file_system.h"

namespace powercut {
namespace {

using testing::ElementsAre;

class FileHabitsTest : public testing::Test {
 protected:
  void write(std::string_view name, std::uint64_t offset, std::size_t length) {
    auto file = files_.open(name, OpenMode::create);
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE((*file)->write(offset, as_bytes(std::string(length, 'x'))).ok());
  }
  void append(std::string_view name, std::uint64_t from, std::uint64_t to, std::size_t step) {
    for (; from < to; from += step) write(name, from, step);
  }
  void look() { habits_.look(trace_, true); }

  Disk disk_;
  Trace trace_;
  FaultFileSystem files_{disk_, {.trace = &trace_}};
  FileHabits habits_;
};

TEST_F(FileHabitsTest, see_where_a_file_ends_and_the_next_begins) {
  append("1", 0, 990, 30);
  look();
  append("2", 0, 30, 30);
  look();
  ASSERT_EQ(habits_.ends().size(), 1U);
  EXPECT_EQ(habits_.ends()[0].size, 990U);
  EXPECT_EQ(roundest_limit(habits_.ends()[0]), 992U) << "1,020 would have fitted into 1,024";
  EXPECT_TRUE(habits_.begins_file());
}

TEST_F(FileHabitsTest, see_a_file_that_is_emptied_or_removed) {
  append("1", 0, 500, 50);
  auto file = files_.open("1", OpenMode::write);
  ASSERT_TRUE((*file)->truncate(0).ok());
  append("1", 0, 600, 50);
  ASSERT_TRUE(files_.remove("1").ok());
  look();
  ASSERT_EQ(habits_.ends().size(), 2U);
  EXPECT_EQ(habits_.ends()[0].size, 500U);
  EXPECT_EQ(habits_.ends()[1].size, 600U);
}

TEST_F(FileHabitsTest, see_that_a_file_goes_on_under_the_name_that_it_has_left) {
  append("new", 0, 500, 50);
  ASSERT_TRUE(files_.link("new", "1").ok());
  ASSERT_TRUE(files_.remove("new").ok());
  append("1", 500, 600, 50);
  ASSERT_TRUE(files_.remove("1").ok());
  look();
  ASSERT_EQ(habits_.ends().size(), 1U);
  EXPECT_EQ(habits_.ends()[0].size, 600U);
}

TEST_F(FileHabitsTest, see_a_file_that_is_written_over_from_its_front) {
  append("ring", 0, 4096, 64);
  append("ring", 0, 512, 64);
  look();
  ASSERT_EQ(habits_.reuses().size(), 1U);
  EXPECT_EQ(habits_.reuses()[0].size, 4096U);
  EXPECT_TRUE(habits_.ends().empty());
}

TEST_F(FileHabitsTest, see_room_that_is_made_ahead) {
  auto file = files_.open("1", OpenMode::create);
  ASSERT_TRUE((*file)->allocate(8192).ok());
  append("1", 0, 8192, 1024);
  ASSERT_TRUE((*file)->allocate(16384).ok());
  look();
  EXPECT_THAT(habits_.grows(), ElementsAre(8192U, 8192U));
}

TEST_F(FileHabitsTest, see_in_which_units_is_written) {
  append("1", 0, 4096 * 9, 4096);
  EXPECT_EQ(habits_.unit(), std::nullopt);
  look();
  EXPECT_EQ(habits_.unit(), 4096U);
  append("2", 0, 512 * 30, 512);
  look();
  EXPECT_EQ(habits_.unit(), 512U);
  append("3", 0, 700, 7);
  look();
  EXPECT_EQ(habits_.unit(), std::nullopt);
}

// A file for each change is no stream, nor are writes here and there.
TEST_F(FileHabitsTest, see_nothing_where_nothing_is_a_stream) {
  for (char name = 'a'; name < 'z'; ++name) write(std::string(1, name), 0, 100);
  for (std::uint64_t place : {3, 900, 200, 5000, 40, 7000}) write("pages", place, 10);
  look();
  EXPECT_TRUE(habits_.ends().empty());
  EXPECT_TRUE(habits_.reuses().empty());
}

TEST(roundest_limit, lies_between_what_fitted_and_what_did_not) {
  EXPECT_EQ(roundest_limit({.size = 1000, .step = 30}), 1024U);
  EXPECT_EQ(roundest_limit({.size = 1024, .step = 30}), 1024U);
  EXPECT_EQ(roundest_limit({.size = 990, .step = 100}), 1024U);
  EXPECT_EQ(roundest_limit({.size = 2990, .step = 20}), 3008U);
  EXPECT_EQ(roundest_limit({.size = 3000, .step = 1}), 3000U);
}

}  // namespace
}  // namespace powercut
