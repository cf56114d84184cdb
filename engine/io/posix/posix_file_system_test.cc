#include "powercut/io/posix_file_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine/io/macros.h"
#include "engine/io/posix/temporary_directory.h"
#include "powercut/io/transfer.h"

namespace powercut {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr OpenMode all_modes[] = {OpenMode::read, OpenMode::write, OpenMode::create,
                                  OpenMode::replace};

// "ok", or the name of the error's code.
template <typename T>
std::string_view outcome_of(const Result<T>& result) {
  return result.ok() ? "ok" : name_of(result.error().code);
}

class posix_file_system : public testing::Test {
 protected:
  std::string at(std::string_view name) const { return directory_.at(name); }

  std::string_view open(std::string_view name, OpenMode mode) {
    return outcome_of(files_.open(at(name), mode));
  }
  std::string_view rename(std::string_view source, std::string_view target) {
    return outcome_of(files_.rename(at(source), at(target)));
  }
  std::string_view link(std::string_view source, std::string_view target) {
    return outcome_of(files_.link(at(source), at(target)));
  }
  std::string_view make_dir(std::string_view name) { return outcome_of(files_.make_dir(at(name))); }

  void make_file(std::string_view name, std::string_view contents = "") {
    Result<std::unique_ptr<File>> file = files_.open(at(name), OpenMode::create);
    CHECK(file.ok());
    CHECK(write_full(**file, 0, as_bytes(contents)).ok());
  }

  std::uint64_t size_of(std::string_view name) {
    Result<std::unique_ptr<File>> file = files_.open(at(name), OpenMode::read);
    CHECK(file.ok());
    return *(*file)->size();
  }

  TemporaryDirectory directory_;
  PosixFileSystem files_;
};

TEST_F(posix_file_system, creates_a_file_only_when_asked_to) {
  EXPECT_EQ(open("new", OpenMode::read), "not_found");
  EXPECT_EQ(open("new", OpenMode::write), "not_found");
  EXPECT_THAT(*files_.list(directory_.path()), IsEmpty());
  EXPECT_EQ(open("new", OpenMode::create), "ok");
  EXPECT_EQ(open("newer", OpenMode::replace), "ok");
  EXPECT_THAT(*files_.list(directory_.path()), ElementsAre("new", "newer"));
}

TEST_F(posix_file_system, empties_a_file_only_when_asked_to) {
  make_file("file", "abc");
  for (const OpenMode mode : {OpenMode::read, OpenMode::write, OpenMode::create}) {
    EXPECT_EQ(open("file", mode), "ok");
    EXPECT_EQ(size_of("file"), 3u);
  }
  EXPECT_EQ(open("file", OpenMode::replace), "ok");
  EXPECT_EQ(size_of("file"), 0u);
}

TEST_F(posix_file_system, needs_the_parent_directory_to_be_one) {
  make_file("file");
  EXPECT_EQ(open("missing/new", OpenMode::create), "not_found");
  EXPECT_EQ(make_dir("missing/new"), "not_found");
  EXPECT_EQ(rename("file", "missing/new"), "not_found");
  EXPECT_EQ(open("file/new", OpenMode::create), "not_directory");
  EXPECT_EQ(make_dir("file/new"), "not_directory");
  EXPECT_EQ(rename("file", "file/new"), "not_directory");
  EXPECT_EQ(outcome_of(files_.list(at("file"))), "not_directory");
  EXPECT_EQ(outcome_of(files_.sync_dir(at("file"))), "not_directory");
  EXPECT_EQ(outcome_of(files_.list(at("missing"))), "not_found");
  EXPECT_EQ(outcome_of(files_.sync_dir(at("missing"))), "not_found");
}

TEST_F(posix_file_system, opens_locks_and_removes_no_directory) {
  ASSERT_EQ(make_dir("directory"), "ok");
  for (const OpenMode mode : all_modes) EXPECT_EQ(open("directory", mode), "is_directory");
  EXPECT_EQ(outcome_of(files_.lock(at("directory"))), "is_directory");
  EXPECT_EQ(outcome_of(files_.remove(at("directory"))), "is_directory");
  EXPECT_EQ(make_dir("directory"), "already_exists");
}

// Goal: a pipe in the place of a data file must not hang the store. A plain open for reading waits
// for a writer that never comes.
TEST_F(posix_file_system, refuses_a_pipe_without_waiting_for_its_other_end) {
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  for (const OpenMode mode : all_modes) EXPECT_EQ(open("pipe", mode), "invalid_argument");
  EXPECT_EQ(outcome_of(files_.lock(at("pipe"))), "invalid_argument");
  EXPECT_EQ(outcome_of(files_.list(at("pipe"))), "not_directory");
  EXPECT_EQ(outcome_of(files_.sync_dir(at("pipe"))), "not_directory");
}

TEST_F(posix_file_system, refuses_devices_and_sockets) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
  ASSERT_LT(at("socket").size(), sizeof(address.sun_path));
  at("socket").copy(address.sun_path, sizeof(address.sun_path) - 1);
  ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  for (const OpenMode mode : all_modes) {
    EXPECT_EQ(open("socket", mode), "invalid_argument");
    EXPECT_EQ(outcome_of(files_.open("/dev/null", mode)), "invalid_argument");
  }
  ::close(socket);
}

TEST_F(posix_file_system, passes_an_empty_path_on_and_lets_no_nul_through) {
  make_file("file", "abc");
  const std::string cut = at("file") + std::string("\0suffix", 7);
  for (const auto& [path, expected] :
       {std::pair{std::string(), "not_found"}, std::pair{cut, "invalid_argument"}}) {
    for (const OpenMode mode : all_modes) EXPECT_EQ(outcome_of(files_.open(path, mode)), expected);
    EXPECT_EQ(outcome_of(files_.lock(path)), expected);
    EXPECT_EQ(outcome_of(files_.remove(path)), expected);
    EXPECT_EQ(outcome_of(files_.rename(path, at("other"))), expected);
    EXPECT_EQ(outcome_of(files_.rename(at("file"), path)), expected);
    EXPECT_EQ(outcome_of(files_.link(path, at("other"))), expected);
    EXPECT_EQ(outcome_of(files_.link(at("file"), path)), expected);
    EXPECT_EQ(outcome_of(files_.list(path)), expected);
    EXPECT_EQ(outcome_of(files_.make_dir(path)), expected);
    EXPECT_EQ(outcome_of(files_.sync_dir(path)), expected);
  }
  EXPECT_EQ(size_of("file"), 3u);
}

TEST_F(posix_file_system, calls_a_name_over_the_limit_too_large) {
  EXPECT_EQ(open(std::string(300, 'n'), OpenMode::create), "too_large");
}

TEST_F(posix_file_system, removes_a_name_once) {
  make_file("file");
  EXPECT_EQ(outcome_of(files_.remove(at("file"))), "ok");
  EXPECT_EQ(outcome_of(files_.remove(at("file"))), "not_found");
}

TEST_F(posix_file_system, renames_over_an_existing_file) {
  make_file("source", "new");
  make_file("target", "older");
  EXPECT_EQ(rename("source", "target"), "ok");
  EXPECT_THAT(*files_.list(directory_.path()), ElementsAre("target"));
  EXPECT_EQ(size_of("target"), 3u);
  EXPECT_EQ(rename("target", "target"), "ok");
  EXPECT_EQ(rename("source", "target"), "not_found");
}

TEST_F(posix_file_system, renames_files_over_files_and_directories_over_empty_ones) {
  make_file("file");
  ASSERT_EQ(make_dir("directory"), "ok");
  ASSERT_EQ(make_dir("empty"), "ok");
  ASSERT_EQ(make_dir("full"), "ok");
  make_file("full/entry");

  EXPECT_EQ(rename("file", "empty"), "is_directory");
  EXPECT_EQ(rename("file", "full"), "is_directory");
  EXPECT_EQ(rename("directory", "file"), "not_directory");
  EXPECT_EQ(rename("directory", "full"), "not_empty");
  EXPECT_EQ(rename("directory", "empty"), "ok");
  EXPECT_THAT(*files_.list(directory_.path()), ElementsAre("empty", "file", "full"));
}

// Goal: the answers, and the order of the checks, that a file system in memory has to repeat.
TEST_F(posix_file_system, renames_nothing_into_itself_or_onto_what_holds_it) {
  ASSERT_EQ(make_dir("outer"), "ok");
  ASSERT_EQ(make_dir("outer/inner"), "ok");
  make_file("outer/file");

  EXPECT_EQ(rename("outer", "outer/new"), "invalid_argument");
  EXPECT_EQ(rename("outer", "outer/inner"), "invalid_argument");
  EXPECT_EQ(rename("outer", "outer/inner/new"), "invalid_argument");
  EXPECT_EQ(rename("outer/inner", "outer"), "not_empty");
  EXPECT_EQ(rename("outer/file", "outer"), "not_empty");
  EXPECT_EQ(rename("missing", "missing/new"), "not_found");
  EXPECT_EQ(rename("outer/missing", "outer"), "not_found");
}

TEST_F(posix_file_system, refuses_to_rename_the_root) {
  EXPECT_EQ(outcome_of(files_.rename("/", at("new"))), "invalid_argument");
  EXPECT_EQ(outcome_of(files_.rename(directory_.path(), "/")), "invalid_argument");
}

TEST_F(posix_file_system, links_a_file_to_a_second_name) {
  make_file("file", "abc");
  EXPECT_EQ(link("file", "other"), "ok");
  EXPECT_THAT(*files_.list(directory_.path()), ElementsAre("file", "other"));
  EXPECT_EQ(open("other", OpenMode::replace), "ok");
  EXPECT_EQ(size_of("file"), 0u);
  EXPECT_EQ(rename("file", "other"), "ok");
  EXPECT_EQ(outcome_of(files_.remove(at("file"))), "ok");
  EXPECT_THAT(*files_.list(directory_.path()), ElementsAre("other"));
}

// Goal: the answers, and the order of the checks, that a file system in memory has to repeat.
TEST_F(posix_file_system, links_neither_directories_nor_to_names_that_are_taken) {
  make_file("file");
  ASSERT_EQ(make_dir("directory"), "ok");
  EXPECT_EQ(link("file", "file"), "already_exists");
  EXPECT_EQ(link("file", "directory"), "already_exists");
  EXPECT_EQ(link("directory", "file"), "already_exists");
  EXPECT_EQ(link("directory", "new"), "is_directory");
  EXPECT_EQ(link("directory", "directory/new"), "is_directory");
  EXPECT_EQ(link("missing", "file"), "not_found");
  EXPECT_EQ(link("missing", "file/new"), "not_found");
  EXPECT_EQ(link("file", "missing/new"), "not_found");
  EXPECT_EQ(link("file", "file/new"), "not_directory");
  EXPECT_EQ(link("file/new", "new"), "not_directory");
  EXPECT_EQ(outcome_of(files_.link(at("file"), "/")), "already_exists");
  EXPECT_EQ(outcome_of(files_.link("/", at("new"))), "is_directory");
}

TEST_F(posix_file_system, lists_names_sorted_by_their_bytes) {
  make_file("b");
  make_file("\xff");
  make_file("a");
  make_file("B");
  make_file(".hidden");
  ASSERT_EQ(make_dir("c"), "ok");
  EXPECT_THAT(*files_.list(directory_.path()), ElementsAre(".hidden", "B", "a", "b", "c", "\xff"));
}

TEST_F(posix_file_system, syncs_a_directory) {
  make_file("file");
  EXPECT_EQ(outcome_of(files_.sync_dir(directory_.path())), "ok");
  EXPECT_EQ(outcome_of(files_.sync_dir(".")), "ok");
}

TEST_F(posix_file_system, gives_a_lock_to_one_holder_at_a_time) {
  {
    const Result<std::unique_ptr<FileLock>> held = files_.lock(at("lock"));
    ASSERT_TRUE(held.ok());
    EXPECT_EQ(outcome_of(files_.lock(at("lock"))), "locked");
    PosixFileSystem another;
    EXPECT_EQ(outcome_of(another.lock(at("lock"))), "locked");
    EXPECT_EQ(outcome_of(files_.lock(at("other"))), "ok");
  }
  EXPECT_EQ(outcome_of(files_.lock(at("lock"))), "ok");
  EXPECT_THAT(*files_.list(directory_.path()), ElementsAre("lock", "other"));
}

TEST_F(posix_file_system, leaves_the_content_of_a_lock_file_alone) {
  make_file("lock", "abc");
  const Result<std::unique_ptr<FileLock>> held = files_.lock(at("lock"));
  ASSERT_TRUE(held.ok());
  EXPECT_EQ(size_of("lock"), 3u);
  EXPECT_EQ(open("lock", OpenMode::replace), "ok");
  EXPECT_EQ(outcome_of(files_.remove(at("lock"))), "ok");
}

}  // namespace
}  // namespace powercut
