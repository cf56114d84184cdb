// WatchedFileSystem: for tests; a PosixFileSystem that notes every call and fails those it is told.
//
// A call is noted as the method and the names of its files, without directories: "sync log",
// "rename log.compact log", "open log create". A call that is to fail does nothing, but a write
// that does takes half of its bytes first.
#pragma once

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/io/macros.h"
#include "powercut/io/mutex.h"
#include "powercut/io/posix_file_system.h"

namespace powercut {

class WatchedFileSystem : public FileSystem {
 public:
  // The n-th call from now on that is noted as `call` fails.
  void fail(std::string_view call, ErrorCode code = ErrorCode::io_failed, int nth = 1) {
    const MutexLock lock(mutex_);
    to_fail_.push_back({std::string(call), code, nth});
  }

  // Once, when the next such call is noted, before it is made and in its thread.
  void run_at(std::string_view call, std::function<void()> action) {
    const MutexLock lock(mutex_);
    run_at_ = call;
    action_ = std::move(action);
  }

  // The calls noted since the last time.
  std::vector<std::string> take_calls() {
    const MutexLock lock(mutex_);
    return std::exchange(calls_, {});
  }

  Result<std::unique_ptr<File>> open(std::string_view path, OpenMode mode) override {
    static constexpr std::string_view modes[] = {"read", "write", "create", "replace"};
    TRY(note("open " + name(path) + " " + std::string(modes[static_cast<int>(mode)])));
    TRY_ASSIGN(std::unique_ptr<File> file, files_.open(path, mode));
    std::unique_ptr<File> watched =
        std::make_unique<WatchedFile>(*this, std::move(file), name(path));
    return watched;
  }
  Result<std::unique_ptr<FileLock>> lock(std::string_view path) override {
    TRY(note("lock " + name(path)));
    return files_.lock(path);
  }
  Result<void> remove(std::string_view path) override {
    TRY(note("remove " + name(path)));
    return files_.remove(path);
  }
  Result<void> rename(std::string_view source, std::string_view target) override {
    TRY(note("rename " + name(source) + " " + name(target)));
    return files_.rename(source, target);
  }
  Result<void> link(std::string_view source, std::string_view target) override {
    TRY(note("link " + name(source) + " " + name(target)));
    return files_.link(source, target);
  }
  Result<std::vector<std::string>> list(std::string_view path) override {
    TRY(note("list"));
    return files_.list(path);
  }
  Result<void> make_dir(std::string_view path) override {
    TRY(note("make_dir " + name(path)));
    return files_.make_dir(path);
  }
  Result<void> sync_dir(std::string_view path) override {
    TRY(note("sync_dir"));
    return files_.sync_dir(path);
  }

 private:
  class WatchedFile : public File {
   public:
    WatchedFile(WatchedFileSystem& files, std::unique_ptr<File> file, std::string name)
        : files_(files), file_(std::move(file)), name_(std::move(name)) {}

    Result<std::size_t> read(std::uint64_t offset, MutableBytes target) override {
      TRY(files_.note("read " + name_));
      return file_->read(offset, target);
    }
    Result<std::size_t> write(std::uint64_t offset, Bytes source) override {
      if (const Result<void> noted = files_.note("write " + name_); !noted.ok()) {
        TRY(file_->write(offset, source.first(source.size() / 2)));
        return noted.error();
      }
      return file_->write(offset, source);
    }
    Result<void> truncate(std::uint64_t size) override {
      TRY(files_.note("truncate " + name_));
      return file_->truncate(size);
    }
    Result<void> allocate(std::uint64_t size) override {
      TRY(files_.note("allocate " + name_));
      return file_->allocate(size);
    }
    Result<void> reserve(std::uint64_t size) override {
      TRY(files_.note("reserve " + name_));
      return file_->reserve(size);
    }
    Result<void> sync() override { return files_.note("sync " + name_); }
    Result<void> sync_data() override { return files_.note("sync_data " + name_); }
    Result<std::uint64_t> size() override {
      TRY(files_.note("size " + name_));
      return file_->size();
    }

   private:
    WatchedFileSystem& files_;
    std::unique_ptr<File> file_;
    std::string name_;
  };

  static std::string name(std::string_view path) { return std::filesystem::path(path).filename(); }

  std::function<void()> take_action(std::string_view call) {
    const MutexLock lock(mutex_);
    return action_ && run_at_ == call ? std::exchange(action_, nullptr) : [] {};
  }

  Result<void> note(std::string call) {
    take_action(call)();
    const MutexLock lock(mutex_);
    for (Rule& rule : to_fail_) rule.nth -= rule.call == call;
    const auto struck = std::ranges::find_if(
        to_fail_, [&](const Rule& rule) { return rule.call == call && rule.nth == 0; });
    calls_.push_back(std::move(call));
    if (struck == to_fail_.end()) return {};
    return Error{struck->code};
  }

  struct Rule {
    std::string call;
    ErrorCode code;
    int nth;
  };

  PosixFileSystem files_;
  Mutex mutex_;  // background tasks call, too
  std::vector<std::string> calls_;
  std::vector<Rule> to_fail_;
  std::string run_at_;
  std::function<void()> action_;
};

}  // namespace powercut
