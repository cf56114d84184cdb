#include "engine/dirty_again.h"

#include <gtest/gtest.h>

#include "engine/io/faulty_file.h"

namespace powercut {
namespace {

// Counts which bytes are written, and which are written as something else.
struct RewrittenFile : FaultyFile {
  std::uint64_t from = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t to = 0;
  bool changed = false;
  int truncates = 0;

  Result<std::size_t> write(std::uint64_t offset, Bytes source) override {
    const std::string before = contents;
    const Result<std::size_t> taken = FaultyFile::write(offset, source);
    from = std::min(from, offset);
    to = std::max(to, offset + *taken);
    changed = changed || contents != before;
    return taken;
  }
  Result<void> truncate(std::uint64_t size) override {
    ++truncates;
    changed = changed || size != contents.size();
    return FaultyFile::truncate(size);
  }
};

TEST(dirty_again, writes_every_byte_of_the_range_as_it_was) {
  RewrittenFile file;
  for (int i = 0; i < 1'000'000; ++i) file.contents += static_cast<char>(i % 251);
  file.transfer_bytes_max = 100'001;
  EXPECT_TRUE(dirty_again(file, 10, 999'990).ok());
  EXPECT_EQ(file.from, 10U);
  EXPECT_EQ(file.to, 999'990U);
  EXPECT_EQ(file.truncates, 1);
  EXPECT_FALSE(file.changed);
}

TEST(dirty_again, does_not_extend_a_file_that_is_shorter_than_believed) {
  RewrittenFile file;
  file.contents = "four";
  EXPECT_TRUE(dirty_again(file, 2, 100).ok());
  EXPECT_EQ(file.to, 4U);
  EXPECT_TRUE(dirty_again(file, 50, 100).ok());
  EXPECT_EQ(file.contents, "four");
  EXPECT_FALSE(file.changed);
}

TEST(dirty_again, says_when_it_could_not) {
  RewrittenFile file;
  file.contents = "four";
  file.reads_fail = true;
  EXPECT_FALSE(dirty_again(file, 0, 4).ok());
}

}  // namespace
}  // namespace powercut
