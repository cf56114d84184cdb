// Helpers that tests of stores on real files and threads share.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "engine/io/posix/temporary_directory.h"
#include "harness/concurrent/concurrent_run.h"
#include "powercut/io/posix_file_system.h"
#include "powercut/io/thread_executor.h"

namespace powercut {

inline std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// POWERCUT_RUNS is the number of runs, POWERCUT_SEED the seed of the first.
inline std::uint64_t wanted_runs() { return number_from("POWERCUT_RUNS", 40); }
inline std::uint64_t wanted_seed() { return number_from("POWERCUT_SEED", 1); }

inline void expect_linearizable(const MakeStore& make, ConcurrentOptions options) {
  options.first_seed = wanted_seed();
  const ConcurrentReport report = check_concurrently(make, options);
  EXPECT_TRUE(report.holds()) << report.text
                              << "again: POWERCUT_SEED=" << options.first_seed + report.runs - 1
                              << " POWERCUT_RUNS=100 ./run test -R concurrent";
  EXPECT_EQ(report.undecided, 0U);
  EXPECT_EQ(report.failed, 0U);
  // Else nothing was tested.
  EXPECT_GT(report.overlaps, report.runs);
  testing::Test::RecordProperty("operations", static_cast<int>(report.operations));
  testing::Test::RecordProperty("overlaps", static_cast<int>(report.overlaps));
}

// Runs tasks long before they are due: a store does all the time what it would do once in a second.
class HastyExecutor : public Executor {
 public:
  TaskId run_after(Duration delay, Task task) override {
    return executor_.run_after(std::min<Duration>(delay, std::chrono::microseconds(200)),
                               std::move(task));
  }
  void cancel(TaskId id) override { executor_.cancel(id); }

 private:
  ThreadExecutor executor_;
};

// The real environment, in memory where there is a place for files in it; and for each run a new
// path; the files of the run before go.
class RealFiles {
 public:
  Environment& environment() { return environment_; }
  const std::string& path() const { return path_; }
  const std::string& next_path() {
    std::filesystem::remove_all(path_);
    path_ = directory_.at(std::to_string(++paths_));
    return path_;
  }

 private:
  TemporaryDirectory directory_{memory_directory()};
  PosixFileSystem file_system_;
  SystemClock clock_;
  HastyExecutor executor_;
  HastyExecutor background_;
  Environment environment_{file_system_, clock_, executor_, background_};
  std::uint64_t paths_ = 0;
  std::string path_ = directory_.at("0");
};

}  // namespace powercut
