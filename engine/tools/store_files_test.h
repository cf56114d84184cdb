// For the tests of this folder: a CaskStore as a value, its files by name, and what is in it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>

#include "engine/cask/cask_store.h"
#include "engine/cask/segments/manifest_file.h"
#include "engine/io/macros.h"
#include "engine/io/posix/temporary_directory.h"
#include "engine/tools/check/store_check.h"
#include "engine/tools/repair/salvage.h"
#include "powercut/io/posix_file_system.h"
#include "powercut/io/thread_executor.h"

namespace powercut {

using StoreFiles = std::map<std::string, std::string>;  // name to bytes
using Contents = std::map<std::string, std::string>;

// One record of a store's log, where it stands, and the word that it says.
struct PlacedWord {
  std::string file;
  std::uint64_t offset;
  std::uint64_t bytes;
  std::string key;
  std::optional<std::string> value;
};

class StoreFilesTest : public testing::Test {
 protected:
  static constexpr CaskOptions small = {
      .policy = SyncPolicy::always, .segment_bytes = 256, .room_bytes = 0, .compacts = false};

  std::unique_ptr<CaskStore> open(const std::string& directory,
                                  const CaskOptions& options = small) {
    auto store = CaskStore::open(environment_, directory, options);
    CHECK(store.ok());
    return std::move(*store);
  }

  static StoreFiles read_files(const std::string& directory) {
    StoreFiles files;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
      std::ifstream stream(entry.path(), std::ios::binary);
      files[entry.path().filename().string()] =
          std::string(std::istreambuf_iterator<char>(stream), {});
    }
    return files;
  }

  static void write_file(const std::string& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

  // A directory of its own with these files.
  std::string lay_out(const StoreFiles& files) {
    std::string directory = fresh_path();
    std::filesystem::create_directory(directory);
    for (const auto& [name, bytes] : files) write_file(join_path(directory, name), bytes);
    return directory;
  }

  std::string fresh_path() { return directory_.at(std::to_string(next_++)); }

  Contents contents_of(const std::string& directory) {
    Contents contents;
    const auto store = open(directory);
    CHECK(store
              ->scan({},
                     [&](std::string_view key, std::string_view value) {
                       contents.emplace(key, value);
                       return true;
                     })
              .ok());
    return contents;
  }

  CheckReport check(const std::string& directory) {
    auto report = StoreCheck(files_, directory).run();
    CHECK(report.ok());
    return std::move(*report);
  }

  SalvageReport repair(const std::string& directory, const std::string& target) {
    auto report = Salvage(environment_, directory).run(target);
    CHECK(report.ok());
    return std::move(*report);
  }

  // Three processes' work: sets, removes and batches over many segments, merged ones before some of
  // the log; closed cleanly. No key is set to a value twice, so each word is told from all others.
  StoreFiles closed_store();

  // The words of all segments that the newest manifest names, in their order.
  static std::vector<PlacedWord> words_of(const StoreFiles& files);
  static Manifest manifest_of(const StoreFiles& files);

  static Contents replayed(const std::vector<PlacedWord>& words) {
    Contents contents;
    for (const PlacedWord& word : words) {
      if (word.value) {
        contents[word.key] = *word.value;
      } else {
        contents.erase(word.key);
      }
    }
    return contents;
  }

  TemporaryDirectory directory_{memory_directory()};
  PosixFileSystem files_;
  SystemClock clock_;
  ThreadExecutor executor_;
  Environment environment_{files_, clock_, executor_};

 private:
  int next_ = 0;
};

inline StoreFiles StoreFilesTest::closed_store() {
  const std::string path = fresh_path();
  const auto fill = [&](int first, int last) {
    const auto store = open(path);
    for (int number = first; number < last; ++number) {
      const std::string value = "value " + std::to_string(number);
      CHECK(store->set("key" + std::to_string(number % 7), value).ok());
      if (number % 5 == 0) CHECK(store->remove("key" + std::to_string((number + 3) % 7)).ok());
      if (number % 6 != 0) continue;
      Batch batch;
      batch.set("first", value);
      batch.remove("key" + std::to_string(number % 7));
      batch.set("second", value + std::string(20, '.'));
      CHECK(store->apply(batch).ok());
    }
    if (first == 10) CHECK(store->compact().ok());
    CHECK(store->close().ok());
  };
  fill(0, 10);
  fill(10, 20);
  fill(20, 28);
  return read_files(path);
}

inline Manifest StoreFilesTest::manifest_of(const StoreFiles& files) {
  Manifest newest;
  for (const char* name : {"manifest-0", "manifest-1"}) {
    const auto manifest = decode_manifest(as_bytes(files.at(name)));
    if (manifest.ok() && manifest->sequence >= newest.sequence) newest = *manifest;
  }
  return newest;
}

inline std::vector<PlacedWord> StoreFilesTest::words_of(const StoreFiles& files) {
  std::vector<PlacedWord> words;
  for (const ManifestEntry& entry : manifest_of(files).segments) {
    const std::string name = to_text(CaskFileName{CaskFileKind::log, entry.number});
    const Bytes whole = as_bytes(files.at(name));
    const auto header = decode_segment_header(whole);
    CHECK(header.ok());
    const Segment segment(*header, nullptr, false);
    walk_changes(
        segment, whole, entry.sealed ? entry.end : whole.size(), [&](const PlacedChange& change) {
          const auto record = decode_record(whole.subspan(change.place.offset));
          std::optional<std::string> value;
          if (record->kind == RecordKind::set) value = std::string(record->value);
          words.push_back(
              {name, change.place.offset, change.place.bytes, std::string(record->key), value});
        });
  }
  return words;
}

}  // namespace powercut
