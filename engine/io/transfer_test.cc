#include "powercut/io/transfer.h"

#include <gtest/gtest.h>

#include "engine/io/faulty_file.h"

namespace powercut {
namespace {

TEST(transfer, reads_all_through_short_reads) {
  FaultyFile file;
  file.contents = "0123456789";
  file.transfer_bytes_max = 3;
  std::string target(7, '?');

  const Result<std::size_t> got = read_full(file, 2, as_mutable_bytes(target));

  ASSERT_TRUE(got.ok());
  EXPECT_EQ(*got, 7u);
  EXPECT_EQ(target, "2345678");
  EXPECT_EQ(file.calls, 3);
}

TEST(transfer, reads_fewer_bytes_only_where_the_file_ends) {
  FaultyFile file;
  file.contents = "0123456789";
  file.transfer_bytes_max = 3;
  std::string target(20, '?');

  const Result<std::size_t> got = read_full(file, 6, as_mutable_bytes(target));

  ASSERT_TRUE(got.ok());
  EXPECT_EQ(*got, 4u);
  EXPECT_EQ(target.substr(0, 5), "6789?");
}

TEST(transfer, reads_nothing_beyond_the_end) {
  FaultyFile file;
  file.contents = "0123";
  std::string target(2, '?');
  const Result<std::size_t> got = read_full(file, 4, as_mutable_bytes(target));
  ASSERT_TRUE(got.ok());
  EXPECT_EQ(*got, 0u);
  EXPECT_EQ(target, "??");
}

TEST(transfer, passes_a_read_error_on) {
  FaultyFile file;
  file.reads_fail = true;
  std::string target(2, '?');
  const Result<std::size_t> got = read_full(file, 0, as_mutable_bytes(target));
  ASSERT_FALSE(got.ok());
  EXPECT_EQ(got.error().code, ErrorCode::io_failed);
}

TEST(transfer, writes_all_through_short_writes) {
  FaultyFile file;
  file.contents = "ab";
  file.transfer_bytes_max = 3;

  ASSERT_TRUE(write_full(file, 2, as_bytes("0123456789")).ok());

  EXPECT_EQ(file.contents, "ab0123456789");
  EXPECT_EQ(file.calls, 4);
}

TEST(transfer, reports_the_error_that_follows_a_short_write) {
  FaultyFile file;
  file.size_bytes_max = 4;
  const Result<void> written = write_full(file, 0, as_bytes("0123456789"));
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, ErrorCode::no_space);
  EXPECT_EQ(file.contents, "0123");
}

// Goal: a File that takes nothing must not be asked for ever.
TEST(transfer, fails_when_a_write_takes_nothing) {
  FaultyFile file;
  file.transfer_bytes_max = 0;
  const Result<void> written = write_full(file, 0, as_bytes("x"));
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, ErrorCode::io_failed);
  EXPECT_EQ(file.calls, 1);
}

TEST(transfer, makes_no_call_for_no_bytes) {
  FaultyFile file;
  EXPECT_TRUE(write_full(file, 5, {}).ok());
  const Result<std::size_t> got = read_full(file, 5, {});
  ASSERT_TRUE(got.ok());
  EXPECT_EQ(*got, 0u);
  EXPECT_EQ(file.calls, 0);
}

}  // namespace
}  // namespace powercut
