#include "powercut/faultfs/fault_file_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "powercut/faultfs/disk_text.h"

namespace powercut {
namespace {

using testing::ElementsAre;

// A file system with a fault rule, and one file "a" that holds "hello".
class FaultFileSystemTest : public testing::Test {
 protected:
  void SetUp() override {
    InodeId file = disk.create_inode(InodeKind::file);
    disk.set_entry(root_inode, "a", file);
    disk.write(file, 0, as_bytes("hello"));
  }

  FaultFileSystem& with(const char* rule) {
    injector = Injector({parse_fault_rule(rule).value()});
    return files;
  }

  std::unique_ptr<File> open(std::string_view path, OpenMode mode = OpenMode::write) {
    auto opened = files.open(path, mode);
    EXPECT_TRUE(opened.ok());
    return std::move(*opened);
  }

  std::string read(File& file, std::uint64_t offset, std::size_t length) {
    std::string text(length, '?');
    auto read = file.read(offset, as_mutable_bytes(text));
    return read.ok() ? text.substr(0, *read) : std::string(name_of(read.error().code));
  }

  template <typename T>
  static std::string outcome(const Result<T>& result) {
    return result.ok() ? "ok" : std::string(name_of(result.error().code));
  }

  Disk disk;
  Trace trace;
  Injector injector;
  FaultFileSystem files{disk, {.trace = &trace, .injector = &injector, .clock = nullptr}};
};

// Goal: "a", "/a" and "./a" are one file. Method: write through one, read through the others.
TEST_F(FaultFileSystemTest, has_one_root) {
  ASSERT_TRUE(open("/a")->write(0, as_bytes("J")).ok());
  EXPECT_EQ(read(*open("./a"), 0, 9), "Jello");
  EXPECT_THAT(*files.list("."), ElementsAre("a"));
  EXPECT_THAT(*files.list("/"), ElementsAre("a"));
}

// Goal: a handle outlives its name. Method: remove the name, replace it by a rename, use the
// handle.
TEST_F(FaultFileSystemTest, handle_survives_removal_and_replacement) {
  auto removed = open("a");
  ASSERT_TRUE(files.remove("a").ok());
  auto replaced = open("a", OpenMode::create);
  ASSERT_TRUE(open("b", OpenMode::create)->write(0, as_bytes("new")).ok());
  ASSERT_TRUE(files.rename("b", "a").ok());
  EXPECT_TRUE(removed->write(5, as_bytes("!")).ok());
  EXPECT_EQ(read(*removed, 0, 9), "hello!");
  EXPECT_EQ(*replaced->size(), 0U);
  EXPECT_EQ(disk_text(disk), "a=new");
}

// Goal: a lock is exclusive and dies with its object, and with the process. Method: take it twice,
// drop it, take it again; then from a new file system on the same disk while it is held.
TEST_F(FaultFileSystemTest, lock_is_held_by_one) {
  auto first = files.lock("l");
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(outcome(files.lock("l")), "locked");
  first = Error{ErrorCode::closed};
  auto second = files.lock("l");
  ASSERT_TRUE(second.ok());
  FaultFileSystem next_process(disk);
  EXPECT_TRUE(next_process.lock("l").ok());
}

// Goal: a handle for reading takes no changes. Method: all three, and the disk afterwards.
TEST_F(FaultFileSystemTest, reading_handle_is_not_writable) {
  auto file = open("a", OpenMode::read);
  EXPECT_EQ(outcome(file->write(0, as_bytes("x"))), "not_writable");
  EXPECT_EQ(outcome(file->truncate(0)), "not_writable");
  EXPECT_EQ(outcome(file->reserve(9)), "not_writable");
  EXPECT_EQ(outcome(file->sync()), "not_writable");
  EXPECT_EQ(disk_text(disk), "a=hello");
  EXPECT_EQ(trace.size(), 1U);
}

// Goal: sizes from damaged bytes do no harm. Method: writes and truncates beyond the limit.
TEST_F(FaultFileSystemTest, refuses_sizes_beyond_its_limit) {
  auto file = open("a");
  EXPECT_EQ(outcome(file->truncate(FaultFileSystem::file_bytes_max + 1)), "too_large");
  EXPECT_EQ(outcome(file->reserve(FaultFileSystem::file_bytes_max + 1)), "too_large");
  EXPECT_EQ(outcome(file->write(FaultFileSystem::file_bytes_max, as_bytes("x"))), "too_large");
  EXPECT_EQ(outcome(file->write(~0ULL, as_bytes("x"))), "too_large");
  EXPECT_EQ(outcome(file->write(~0ULL, {})), "ok");
  EXPECT_EQ(read(*file, ~0ULL, 1), "");
}

// Goal: every call of the interface can be made to fail, and then does nothing. Method: one rule
// per kind; the call, the disk after it, and that the same call then succeeds.
TEST_F(FaultFileSystemTest, failed_call_changes_nothing) {
  auto file = open("a");
  std::array<std::byte, 3> buffer;
  auto check = [&](const char* rule, auto call, const char* after) {
    with(rule);
    EXPECT_EQ(outcome(call()), "io_failed") << rule;
    EXPECT_EQ(disk_text(disk), "a=hello") << rule;
    Disk::Session undone(disk);
    EXPECT_EQ(outcome(call()), "ok") << rule;
    EXPECT_EQ(disk_text(disk), after) << rule;
    EXPECT_EQ(injector.struck(), 1U) << rule;
  };
  check("open#1=io_failed", [&] { return files.open("b", OpenMode::create); }, "a=hello b=");
  check("open#1=io_failed", [&] { return files.open("a", OpenMode::replace); }, "a=");
  check("read#1=io_failed", [&] { return file->read(0, buffer); }, "a=hello");
  check("write#1=io_failed", [&] { return file->write(0, as_bytes("J")); }, "a=Jello");
  check("truncate#1=io_failed", [&] { return file->truncate(1); }, "a=h");
  check("reserve#1=io_failed", [&] { return file->reserve(9); }, "a=hello");
  check("sync#1=io_failed", [&] { return file->sync(); }, "a=hello");
  check("size#1=io_failed", [&] { return file->size(); }, "a=hello");
  check("lock#1=io_failed", [&] { return files.lock("l"); }, "a=hello l=");
  check("remove#1=io_failed", [&] { return files.remove("a"); }, "-");
  check("rename#1=io_failed", [&] { return files.rename("a", "b"); }, "b=hello");
  check("link#1=io_failed", [&] { return files.link("a", "b"); }, "a=hello b=hello");
  check("list#1=io_failed", [&] { return files.list("/"); }, "a=hello");
  check("make_dir#1=io_failed", [&] { return files.make_dir("d"); }, "a=hello d/");
  check("sync_dir#1=io_failed", [&] { return files.sync_dir("/"); }, "a=hello");
}

// Goal: with "done" the work is done and the error reported all the same. Method: each call that
// changes something, and the disk after it.
TEST_F(FaultFileSystemTest, done_call_changes_everything_and_fails) {
  auto file = open("a");
  auto check = [&](const char* rule, auto call, const char* after) {
    with(rule);
    Disk::Session undone(disk);
    EXPECT_EQ(outcome(call()), "no_space") << rule;
    EXPECT_EQ(disk_text(disk), after) << rule;
    EXPECT_TRUE(trace.calls().back().failed) << rule;
  };
  check("open#1=no_space+done", [&] { return files.open("b", OpenMode::create); }, "a=hello b=");
  check("open#1=no_space+done", [&] { return files.open("a", OpenMode::replace); }, "a=");
  check("write#1=no_space+done", [&] { return file->write(5, as_bytes("!")); }, "a=hello!");
  check("truncate#1=no_space+done", [&] { return file->truncate(1); }, "a=h");
  check("reserve#1=no_space+done", [&] { return file->reserve(9); }, "a=hello");
  check("lock#1=no_space+done", [&] { return files.lock("l"); }, "a=hello l=");
  check("remove#1=no_space+done", [&] { return files.remove("a"); }, "-");
  check("rename#1=no_space+done", [&] { return files.rename("a", "b"); }, "b=hello");
  check("link#1=no_space+done", [&] { return files.link("a", "b"); }, "a=hello b=hello");
  check("make_dir#1=no_space+done", [&] { return files.make_dir("d"); }, "a=hello d/");
  check("sync#1=no_space+done", [&] { return file->sync(); }, "a=hello");
  EXPECT_EQ(trace.calls().back().effect, Effect::sync_file);
  check("sync_dir#1=no_space+done", [&] { return files.sync_dir("/"); }, "a=hello");
  EXPECT_EQ(trace.calls().back().effect, Effect::sync_directory);
}

// Goal: a write can take a part and fail, or take a part and say so. Method: parts below, at and
// beyond the length; an error may take all, a short write takes at least one and leaves one.
TEST_F(FaultFileSystemTest, write_takes_a_part) {
  auto file = open("a");
  auto write = [&](const char* rule) {
    with(rule);
    Disk::Session undone(disk);
    auto taken = file->write(5, as_bytes("xyz"));
    return disk_text(disk) + " " + (taken.ok() ? std::to_string(*taken) : outcome(taken));
  };
  EXPECT_EQ(write("write#1=no_space+2"), "a=helloxy no_space");
  EXPECT_EQ(write("write#1=no_space+3"), "a=helloxyz no_space");
  EXPECT_EQ(write("write#1=no_space+9"), "a=helloxyz no_space");
  EXPECT_EQ(write("write#1=short+1"), "a=hellox 1");
  EXPECT_EQ(write("write#1=short+9"), "a=helloxy 2");
  EXPECT_EQ(trace.bytes_written(), 2U + 3 + 3 + 1 + 2);
}

// Goal: a short read gives at least one byte, since none would mean the end. Method: a read that
// has five bytes before it, one that has two, one that has one.
TEST_F(FaultFileSystemTest, read_is_short_but_never_empty) {
  auto file = open("a");
  with("read#1=short+2*");
  EXPECT_EQ(read(*file, 0, 9), "he");
  EXPECT_EQ(read(*file, 3, 9), "l");
  EXPECT_EQ(read(*file, 4, 9), "o");
  EXPECT_EQ(read(*file, 5, 9), "");
  EXPECT_EQ(injector.struck(), 2U);
}

// Goal: after a failed sync the cache goes on showing the new data. Method: as the name says.
TEST_F(FaultFileSystemTest, reads_see_new_data_after_a_failed_sync) {
  auto file = open("a");
  with("sync#1=io_failed");
  ASSERT_TRUE(file->write(0, as_bytes("J")).ok());
  EXPECT_EQ(outcome(file->sync()), "io_failed");
  EXPECT_EQ(read(*file, 0, 9), "Jello");
  EXPECT_EQ(outcome(file->sync()), "ok");
}

// Goal: renaming onto itself does nothing, also to a directory with entries, and is no state.
TEST_F(FaultFileSystemTest, rename_onto_itself_does_nothing) {
  ASSERT_TRUE(files.make_dir("d").ok());
  ASSERT_TRUE(files.rename("a", "d/a").ok());
  std::size_t calls = trace.size();
  EXPECT_EQ(outcome(files.rename("d", "/d")), "ok");
  EXPECT_EQ(outcome(files.rename("d/a", "./d/a")), "ok");
  EXPECT_EQ(disk_text(disk), "d/ d/a=hello");
  EXPECT_EQ(trace.size(), calls);
}

// Goal: two names are one file, and the file stays as long as one of them does. Method: write by
// one, read by the other; rename one over the other, which does nothing; remove one.
TEST_F(FaultFileSystemTest, links_are_names_of_one_file) {
  ASSERT_TRUE(files.link("a", "b").ok());
  ASSERT_TRUE(open("b")->write(0, as_bytes("J")).ok());
  EXPECT_EQ(disk_text(disk), "a=Jello b=Jello");
  std::size_t calls = trace.size();
  EXPECT_EQ(outcome(files.rename("a", "b")), "ok");
  EXPECT_EQ(outcome(files.link("a", "b")), "already_exists");
  EXPECT_EQ(trace.size(), calls);
  ASSERT_TRUE(files.remove("a").ok());
  EXPECT_EQ(disk_text(disk), "b=Jello");
}

// Goal: renaming ends, and gives an error, in an image where a directory contains itself. Method:
// as the name says; synced-only can leave it of renames across directories synced on one side.
TEST_F(FaultFileSystemTest, rename_ends_where_a_directory_contains_itself) {
  InodeId directory = disk.create_inode(InodeKind::directory);
  disk.set_entry(root_inode, "d", directory);
  disk.set_entry(directory, "up", directory);
  EXPECT_EQ(outcome(files.rename("d", "d/up/e")), "invalid_argument");
  EXPECT_EQ(outcome(files.rename("a", "d/b")), "ok");
  EXPECT_EQ(outcome(files.rename("d/up/b", "d/up")), "not_empty");
}

}  // namespace
}  // namespace powercut
