#include "engine/io/posix/posix_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <limits>

#include "engine/io/macros.h"
#include "engine/io/posix/temporary_directory.h"
#include "powercut/io/posix_file_system.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

constexpr std::uint64_t offset_max = std::numeric_limits<std::int64_t>::max();

class posix_file : public testing::Test {
 protected:
  std::unique_ptr<File> open(OpenMode mode) {
    Result<std::unique_ptr<File>> opened = files_.open(directory_.at("file"), mode);
    CHECK(opened.ok());
    return std::move(*opened);
  }

  static std::string contents_of(File& file) {
    std::string contents(1000, '?');
    const Result<std::size_t> got = read_full(file, 0, as_mutable_bytes(contents));
    CHECK(got.ok());
    contents.resize(*got);
    return contents;
  }

  TemporaryDirectory directory_;
  PosixFileSystem files_;
};

TEST_F(posix_file, reads_back_what_it_wrote) {
  const auto file = open(OpenMode::create);
  ASSERT_EQ(*file->write(0, as_bytes("hello world")), 11u);
  ASSERT_EQ(*file->write(6, as_bytes("there")), 5u);
  EXPECT_EQ(contents_of(*file), "hello there");
  EXPECT_EQ(*file->size(), 11u);
  EXPECT_TRUE(file->sync().ok());
}

TEST_F(posix_file, reads_short_at_the_end_and_nothing_beyond_it) {
  const auto file = open(OpenMode::create);
  ASSERT_TRUE(write_full(*file, 0, as_bytes("0123456789")).ok());
  std::string target(8, '?');
  EXPECT_EQ(*file->read(7, as_mutable_bytes(target)), 3u);
  EXPECT_EQ(target, "789?????");
  EXPECT_EQ(*file->read(10, as_mutable_bytes(target)), 0u);
  EXPECT_EQ(*file->read(5000, as_mutable_bytes(target)), 0u);
  EXPECT_EQ(*file->read(0, {}), 0u);
}

TEST_F(posix_file, fills_the_gap_before_a_write_beyond_the_end_with_zeros) {
  const auto file = open(OpenMode::create);
  ASSERT_TRUE(write_full(*file, 0, as_bytes("ab")).ok());
  ASSERT_TRUE(write_full(*file, 5, as_bytes("c")).ok());
  EXPECT_EQ(contents_of(*file), std::string("ab\0\0\0c", 6));
}

TEST_F(posix_file, extends_nothing_when_nothing_is_written) {
  const auto file = open(OpenMode::create);
  EXPECT_EQ(*file->write(100, {}), 0u);
  EXPECT_EQ(*file->size(), 0u);
}

TEST_F(posix_file, cuts_and_extends_with_zeros) {
  const auto file = open(OpenMode::create);
  ASSERT_TRUE(write_full(*file, 0, as_bytes("abcdef")).ok());
  ASSERT_TRUE(file->truncate(2).ok());
  EXPECT_EQ(contents_of(*file), "ab");
  ASSERT_TRUE(file->truncate(4).ok());
  EXPECT_EQ(contents_of(*file), std::string("ab\0\0", 4));
}

TEST_F(posix_file, makes_room_that_holds_zeros_and_cuts_nothing) {
  const auto file = open(OpenMode::create);
  ASSERT_TRUE(write_full(*file, 0, as_bytes("abc")).ok());
  ASSERT_TRUE(file->allocate(5).ok());
  EXPECT_EQ(contents_of(*file), std::string("abc\0\0", 5));
  ASSERT_TRUE(file->allocate(2).ok());
  EXPECT_EQ(*file->size(), 5u);
  EXPECT_EQ(file->allocate(offset_max + 1).error(), Error{ErrorCode::too_large});
  ASSERT_TRUE(write_full(*file, 3, as_bytes("d")).ok());
  ASSERT_TRUE(file->sync_data().ok());
  EXPECT_EQ(contents_of(*file), std::string("abcd\0", 5));
}

TEST_F(posix_file, reserves_room_behind_its_end_and_stays_as_it_is) {
  const auto file = open(OpenMode::create);
  ASSERT_TRUE(write_full(*file, 0, as_bytes("abc")).ok());
  ASSERT_TRUE(file->reserve(1'000'000).ok());
  ASSERT_TRUE(file->reserve(2).ok());
  ASSERT_TRUE(file->reserve(0).ok());
  EXPECT_EQ(contents_of(*file), "abc");
  EXPECT_EQ(file->reserve(offset_max + 1).error(), Error{ErrorCode::too_large});
  ASSERT_TRUE(write_full(*file, 4, as_bytes("d")).ok());
  EXPECT_EQ(contents_of(*file), std::string("abc\0d", 5));
}

// Goal: a view is what a read gives, also of what was written, appended and cut since the last one.
TEST_F(posix_file, shows_its_bytes_in_place) {
  const auto file = open(OpenMode::create);
  std::string buffer;
  EXPECT_EQ(as_text(*file->view(0, 10, buffer)), "");
  ASSERT_TRUE(write_full(*file, 0, as_bytes("abcdef")).ok());
  const Bytes first = *file->view(1, 3, buffer);
  EXPECT_EQ(as_text(first), "bcd");
  ASSERT_TRUE(write_full(*file, 2, as_bytes("X")).ok());
  EXPECT_EQ(as_text(first), "bXd");
  EXPECT_EQ(as_text(*file->view(4, 10, buffer)), "ef");
  ASSERT_TRUE(file->truncate(5).ok());
  EXPECT_EQ(as_text(*file->view(4, 10, buffer)), "e");
  EXPECT_EQ(as_text(*file->view(5, 1, buffer)), "");
  EXPECT_EQ(as_text(*file->view(std::numeric_limits<std::uint64_t>::max(), 2, buffer)), "");
  // Beyond what was mapped at first.
  const std::string large(3'000'000, 'l');
  ASSERT_TRUE(write_full(*file, 5, as_bytes(large)).ok());
  EXPECT_EQ(as_text(*file->view(0, 10'000'000, buffer)), "abXde" + large);
  EXPECT_EQ(as_text(first), "bXd");
  EXPECT_EQ(buffer, "");
}

TEST_F(posix_file, refuses_every_change_through_a_handle_for_reading) {
  ASSERT_TRUE(write_full(*open(OpenMode::create), 0, as_bytes("abc")).ok());
  const auto file = open(OpenMode::read);
  const Error not_writable{ErrorCode::not_writable};

  EXPECT_EQ(file->write(0, as_bytes("x")).error(), not_writable);
  EXPECT_EQ(file->write(0, {}).error(), not_writable);
  EXPECT_EQ(file->truncate(0).error(), not_writable);
  EXPECT_EQ(file->allocate(9).error(), not_writable);
  EXPECT_EQ(file->reserve(9).error(), not_writable);
  EXPECT_EQ(file->sync().error(), not_writable);
  EXPECT_EQ(file->sync_data().error(), not_writable);
  EXPECT_EQ(contents_of(*file), "abc");
  EXPECT_EQ(*file->size(), 3u);
}

// Goal: no offset, however large, wraps around or reaches the system as a negative number.
TEST_F(posix_file, reads_nothing_at_offsets_that_no_file_can_reach) {
  const auto file = open(OpenMode::create);
  ASSERT_TRUE(write_full(*file, 0, as_bytes("abc")).ok());
  std::string target(8, '?');
  for (const std::uint64_t offset :
       {offset_max - 4, offset_max, offset_max + 1, ~std::uint64_t{0}}) {
    const Result<std::size_t> got = file->read(offset, as_mutable_bytes(target));
    ASSERT_TRUE(got.ok()) << offset << " " << describe(got.error());
    EXPECT_EQ(*got, 0u) << offset;
  }
}

TEST_F(posix_file, calls_offsets_and_sizes_that_no_file_can_reach_too_large) {
  const auto file = open(OpenMode::create);
  for (const std::uint64_t offset : {offset_max, offset_max + 1, ~std::uint64_t{0}}) {
    EXPECT_EQ(file->write(offset, as_bytes("xyz")).error().code, ErrorCode::too_large) << offset;
  }
  EXPECT_EQ(file->truncate(offset_max + 1).error().code, ErrorCode::too_large);
  EXPECT_EQ(file->truncate(~std::uint64_t{0}).error().code, ErrorCode::too_large);
  EXPECT_EQ(*file->size(), 0u);
}

// Method: in a child process, for the limit and the signal belong to the whole process.
TEST_F(posix_file, takes_what_fits_under_the_limit_of_the_process_and_then_calls_it_too_large) {
  const auto write_over_the_limit = [this] {
    CHECK(::signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    const rlimit limit{.rlim_cur = 4, .rlim_max = 4};
    CHECK(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
    const auto file = open(OpenMode::create);
    CHECK(*file->write(0, as_bytes("abcdef")) == 4);
    CHECK(file->write(4, as_bytes("ef")).error().code == ErrorCode::too_large);
    CHECK(file->truncate(5).error().code == ErrorCode::too_large);
    std::_Exit(0);
  };
  EXPECT_EXIT(write_over_the_limit(), testing::ExitedWithCode(0), "");
}

TEST_F(posix_file, stays_usable_after_its_name_is_removed) {
  const auto file = open(OpenMode::create);
  ASSERT_TRUE(write_full(*file, 0, as_bytes("abc")).ok());
  ASSERT_TRUE(files_.remove(directory_.at("file")).ok());

  EXPECT_EQ(contents_of(*file), "abc");
  ASSERT_TRUE(write_full(*file, 3, as_bytes("def")).ok());
  EXPECT_TRUE(file->sync().ok());
  EXPECT_EQ(contents_of(*file), "abcdef");
  EXPECT_EQ(contents_of(*open(OpenMode::create)), "");
}

TEST_F(posix_file, stays_usable_after_another_is_renamed_over_it) {
  const auto old_file = open(OpenMode::create);
  ASSERT_TRUE(write_full(*old_file, 0, as_bytes("old")).ok());
  const std::string source = directory_.at("source");
  {
    Result<std::unique_ptr<File>> new_file = files_.open(source, OpenMode::create);
    ASSERT_TRUE(new_file.ok());
    ASSERT_TRUE(write_full(**new_file, 0, as_bytes("new")).ok());
  }

  ASSERT_TRUE(files_.rename(source, directory_.at("file")).ok());

  EXPECT_EQ(contents_of(*old_file), "old");
  EXPECT_EQ(contents_of(*open(OpenMode::read)), "new");
}

}  // namespace
}  // namespace powercut
