// LenientDisk: the disk as a wrong model would have it, to show what such a model cannot see.
//
// It passes every call on and adds the sync that the wrong model believes in:
//   names with files  a sync of a file makes its name durable (LevelDB's test environment)
//   syncs on close    closing a file makes its bytes durable (RocksDB's, SQLite's)
#pragma once

#include "engine/io/macros.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/io/environment.h"
#include "powercut/io/path.h"

namespace powercut {

enum class Leniency : std::uint8_t { names_with_files, syncs_on_close };

class LenientDisk : public FileSystem {
 public:
  LenientDisk(FileSystem& files, Leniency leniency) : files_(files), leniency_(leniency) {}

  Result<std::unique_ptr<File>> open(std::string_view path, OpenMode mode) override {
    TRY_ASSIGN(auto file, files_.open(path, mode));
    return std::unique_ptr<File>(
        new LenientFile(*this, std::move(file), path, mode != OpenMode::read));
  }
  Result<std::unique_ptr<FileLock>> lock(std::string_view path) override {
    return files_.lock(path);
  }
  Result<void> remove(std::string_view path) override { return files_.remove(path); }
  Result<void> rename(std::string_view source, std::string_view target) override {
    return files_.rename(source, target);
  }
  Result<void> link(std::string_view source, std::string_view target) override {
    return files_.link(source, target);
  }
  Result<std::vector<std::string>> list(std::string_view path) override {
    return files_.list(path);
  }
  Result<void> make_dir(std::string_view path) override { return files_.make_dir(path); }
  Result<void> sync_dir(std::string_view path) override { return files_.sync_dir(path); }

 private:
  class LenientFile : public File {
   public:
    LenientFile(LenientDisk& disk, std::unique_ptr<File> file, std::string_view path, bool writes)
        : disk_(disk), file_(std::move(file)), path_(path), writes_(writes) {}
    ~LenientFile() override {
      if (writes_ && disk_.leniency_ == Leniency::syncs_on_close) {
        static_cast<void>(file_->sync());
      }
    }

    Result<std::size_t> read(std::uint64_t offset, MutableBytes target) override {
      return file_->read(offset, target);
    }
    Result<std::size_t> write(std::uint64_t offset, Bytes source) override {
      return file_->write(offset, source);
    }
    Result<void> truncate(std::uint64_t size) override { return file_->truncate(size); }
    Result<void> allocate(std::uint64_t size) override { return file_->allocate(size); }
    Result<void> reserve(std::uint64_t size) override { return file_->reserve(size); }
    Result<void> sync_data() override { return file_->sync_data(); }
    Result<void> sync() override {
      TRY(file_->sync());
      if (disk_.leniency_ != Leniency::names_with_files) return {};
      return disk_.sync_dir(parent_of(path_));
    }
    Result<std::uint64_t> size() override { return file_->size(); }

   private:
    LenientDisk& disk_;
    std::unique_ptr<File> file_;
    std::string path_;
    bool writes_;
  };

  FileSystem& files_;
  Leniency leniency_;
};

// A store together with the disk that it believes to stand on.
class StoreOnLenientDisk : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(const StoreUnderTest& real, Environment& environment,
                                             Leniency leniency) {
    auto files = std::make_unique<LenientDisk>(environment.files, leniency);
    Environment lenient{*files, environment.clock, environment.executor, environment.background,
                        environment.random};
    TRY_ASSIGN(auto store, real.open(lenient));
    return std::unique_ptr<Store>(new StoreOnLenientDisk(std::move(files), std::move(store)));
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    return store_->set(key, value);
  }
  Result<bool> get(std::string_view key, std::string& value) override {
    return store_->get(key, value);
  }
  Result<bool> remove(std::string_view key) override { return store_->remove(key); }
  Result<void> apply(const Batch& batch) override { return store_->apply(batch); }
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    return store_->scan(range, visit);
  }
  std::uint64_t position_of(std::string_view key) const override {
    return store_->position_of(key);
  }
  Result<std::optional<std::uint64_t>> walk(std::uint64_t from, std::size_t wanted,
                                            const KeyVisitor& visit) override {
    return store_->walk(from, wanted, visit);
  }
  Result<void> sync() override { return store_->sync(); }
  Result<void> compact() override { return store_->compact(); }
  Result<void> close() override { return store_->close(); }

 private:
  StoreOnLenientDisk(std::unique_ptr<LenientDisk> files, std::unique_ptr<Store> store)
      : files_(std::move(files)), store_(std::move(store)) {}

  std::unique_ptr<LenientDisk> files_;
  std::unique_ptr<Store> store_;
};

inline StoreUnderTest on_lenient_disk(const StoreUnderTest& real, Leniency leniency) {
  StoreUnderTest lenient = real;
  lenient.open = [=](Environment& environment) {
    return StoreOnLenientDisk::open(real, environment, leniency);
  };
  return lenient;
}

}  // namespace powercut
