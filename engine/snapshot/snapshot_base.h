// SnapshotBase: holds a map in memory, and saves it whole at every change. Both snapshot stores use
// it.
//
//   <path>       the snapshot (snapshot_codec.h); missing: the store is empty
//   <path>.lock  held while the store is open (D13)
//
// A change is made on a copy of the map. The copy is saved, and only then takes the map's place, so
// a failed save does not change what readers see. Each change costs O(total) time, memory and bytes
// written, which is what these stores are here to show.
#pragma once

#include <memory>
#include <string>

#include "engine/ordered_map.h"
#include "powercut/io/environment.h"

namespace powercut {

class SnapshotBase : public Store {
 public:
  Result<void> set(std::string_view key, std::string_view value) override;
  Result<bool> get(std::string_view key, std::string& value) override;
  Result<bool> remove(std::string_view key) override;
  Result<void> apply(const Batch& batch) override;
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override;
  Result<void> sync() override;
  Result<void> compact() override;
  StoreStats stats() const override;
  Result<void> close() override;

 protected:
  SnapshotBase(Environment& environment, std::string_view path);

  // Replaces the file's contents. After an error they are the old ones, the new ones, or whatever
  // else the store's way of writing can leave.
  virtual Result<void> save(std::string_view json) = 0;

  // Makes saved contents durable, where they may not be so yet.
  virtual Result<void> sync_saved() = 0;

  Result<void> take_lock();
  Result<void> load(File& file);

  // synced: the result of a sync, or of a check whether memory and file still agree. An error makes
  // the store refuse every change from now on (D7).
  Result<void> refuse_after(Result<void> synced);

  FileSystem& files() const { return environment_.files; }
  const std::string& path() const { return path_; }

 private:
  Result<void> check_writable() const;
  Result<void> replace_map(OrderedMap changed);

  Environment environment_;
  std::string path_;
  std::unique_ptr<FileLock> lock_;
  OrderedMap map_;
  std::uint64_t file_bytes_ = 0;
  bool refused_ = false;
  bool closed_ = false;
};

}  // namespace powercut
