// Goal: a store tells interference by other processes and the system in one clear error, and loses
// nothing. Method: real processes, and a real user who may not write.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "engine/cask/cask_store.h"
#include "engine/io/macros.h"
#include "engine/store_test.h"
#include "powercut/io/posix_file_system.h"
#include "powercut/io/thread_executor.h"

namespace powercut {
namespace {

constexpr uid_t some_ordinary_user = 65534;

// The system that a store runs on. None is there when a process is forked: its threads would not
// be.
struct System {
  PosixFileSystem files;
  SystemClock clock;
  ThreadExecutor executor;
  Environment environment{files, clock, executor};
};

class CaskProcesses : public testing::Test {
 protected:
  Result<std::unique_ptr<CaskStore>> open(System& system) {
    return CaskStore::open(system.environment, directory_.at("data"));
  }

  void create(std::string_view key, std::string_view value) {
    System system;
    const auto store = open(system);
    ASSERT_THAT(store, is_ok());
    EXPECT_THAT((*store)->set(key, value), is_ok());
  }

  void expect_value(std::string_view key, std::string_view value) {
    System system;
    const auto store = open(system);
    ASSERT_THAT(store, is_ok());
    EXPECT_EQ(get(**store, key), value);
  }

  // The result of an open in another process.
  template <typename Before>
  std::string opened_elsewhere(const Before& before) {
    int ends[2];
    CHECK(::pipe(ends) == 0);
    const pid_t child = ::fork();
    CHECK(child >= 0);
    if (child == 0) {
      before();
      System system;
      const auto opened = open(system);
      const std::string_view said = opened.ok() ? "ok" : name_of(opened.error().code);
      ::_exit(::write(ends[1], said.data(), said.size()) < 0);
    }
    ::close(ends[1]);
    std::string said(64, '\0');
    const ssize_t count = ::read(ends[0], said.data(), said.size());
    ::close(ends[0]);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    said.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return said;
  }

  std::vector<std::pair<std::string, std::string>> files() const {
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.at("data"))) {
      files.emplace_back(entry.path().filename(), read_file(entry.path()));
    }
    std::ranges::sort(files);
    return files;
  }

  TemporaryDirectory directory_;
};

TEST_F(CaskProcesses, a_store_that_another_process_has_open_is_locked_until_that_ends) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t owner = ::fork();
  ASSERT_GE(owner, 0);
  if (owner == 0) {
    System system;
    const auto store = open(system);
    const bool is_set = store.ok() && (*store)->set("key", "value").ok();
    const ssize_t written = ::write(ready[1], is_set ? "y" : "n", 1);
    while (written == 1) ::pause();
    ::_exit(1);
  }
  char answer = 0;
  EXPECT_EQ(::read(ready[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  const auto before = files();
  {
    System system;
    EXPECT_THAT(open(system), fails_with(ErrorCode::locked));
  }
  EXPECT_EQ(files(), before);
  // Not a trace of it may be left for the next one to stumble over.
  EXPECT_EQ(::kill(owner, SIGKILL), 0);
  EXPECT_EQ(::waitpid(owner, nullptr, 0), owner);
  expect_value("key", "value");
}

TEST_F(CaskProcesses, who_may_only_read_is_told_and_changes_nothing) {
  create("key", "value");
  const auto before = files();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_.path())) {
    ::chmod(entry.path().c_str(), entry.is_directory() ? 0555 : 0444);
  }
  ::chmod(directory_.path().c_str(), 0755);
  EXPECT_EQ(opened_elsewhere([] {
              if (::geteuid() == 0) CHECK(::setuid(some_ordinary_user) == 0);
            }),
            name_of(ErrorCode::permission_denied));
  EXPECT_EQ(files(), before);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_.path())) {
    ::chmod(entry.path().c_str(), entry.is_directory() ? 0755 : 0644);
  }
  expect_value("key", "value");
}

}  // namespace
}  // namespace powercut
