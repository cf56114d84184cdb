// LenientDisk: the disk as a wrong model would have it, to show what such a model cannot see.
//
// It passes every call on and adds the sync that the wrong model believes in:
//   names with files  a sync of a file makes its name durable (LevelDB's test environment)
//   syncs on close    closing a file makes its bytes durable (RocksDB's, SQLite's)
#pragma once

#include "engine/io/macros.h"
#include "powercut/engine/forwarding_store.h"
#include "powercut/harness/store_under_test.h"
#include "powercut/io/environment.h"
#include "powercut/io/forwarding_file_system.h"
#include "powercut/io/path.h"

namespace powercut {

enum class Leniency : std::uint8_t { names_with_files, syncs_on_close };

class LenientDisk : public ForwardingFileSystem {
 public:
  LenientDisk(FileSystem& files, Leniency leniency)
      : ForwardingFileSystem(files), leniency_(leniency) {}

  Result<std::unique_ptr<File>> open(std::string_view path, OpenMode mode) override {
    TRY_ASSIGN(auto file, inner().open(path, mode));
    return std::unique_ptr<File>(
        new LenientFile(*this, std::move(file), path, mode != OpenMode::read));
  }

 private:
  class LenientFile : public ForwardingFile {
   public:
    LenientFile(LenientDisk& disk, std::unique_ptr<File> file, std::string_view path, bool writes)
        : ForwardingFile(std::move(file)), disk_(disk), path_(path), writes_(writes) {}
    ~LenientFile() override {
      if (writes_ && disk_.leniency_ == Leniency::syncs_on_close) {
        static_cast<void>(inner().sync());
      }
    }

    Result<void> sync() override {
      TRY(inner().sync());
      if (disk_.leniency_ != Leniency::names_with_files) return {};
      return disk_.sync_dir(parent_of(path_));
    }

   private:
    LenientDisk& disk_;
    std::string path_;
    bool writes_;
  };

  Leniency leniency_;
};

// A store together with the disk that it believes to stand on.
class StoreOnLenientDisk : public ForwardingStore {
 public:
  static Result<std::unique_ptr<Store>> open(const StoreUnderTest& real, Environment& environment,
                                             Leniency leniency) {
    auto files = std::make_unique<LenientDisk>(environment.files, leniency);
    Environment lenient{*files, environment.clock, environment.executor, environment.background,
                        environment.random};
    TRY_ASSIGN(auto store, real.open(lenient));
    return std::unique_ptr<Store>(new StoreOnLenientDisk(std::move(files), std::move(store)));
  }

 public:
  // The store goes before its disk.
  ~StoreOnLenientDisk() override { forward_to(nullptr); }

 private:
  StoreOnLenientDisk(std::unique_ptr<LenientDisk> files, std::unique_ptr<Store> store)
      : ForwardingStore(std::move(store)), files_(std::move(files)) {}

  std::unique_ptr<LenientDisk> files_;
};

inline StoreUnderTest on_lenient_disk(const StoreUnderTest& real, Leniency leniency) {
  StoreUnderTest lenient = real;
  lenient.open = [=](Environment& environment) {
    return StoreOnLenientDisk::open(real, environment, leniency);
  };
  return lenient;
}

}  // namespace powercut
