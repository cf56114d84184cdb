#include "bench/engines/peers/leveldb_engine.h"

#include <fmt/format.h>
#include <leveldb/cache.h>
#include <leveldb/db.h>
#include <leveldb/filter_policy.h>

#include "bench/engines/fail.h"
#include "bench/engines/peers/peer_settings.h"

namespace powercut {

namespace {

void need_ok(const leveldb::Status& status, std::string_view what) {
  if (!status.ok()) fail(what, status.ToString());
}

leveldb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

std::string_view view(const leveldb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

class LeveldbReader : public Reader {
 public:
  explicit LeveldbReader(leveldb::DB& database) : database_(database) {
    options_.verify_checksums = true;
  }

  bool get(std::string_view key, std::string& value) override {
    leveldb::Status status = database_.Get(options_, slice(key), &value);
    if (status.IsNotFound()) return false;
    need_ok(status, "leveldb: get");
    return true;
  }

 private:
  leveldb::DB& database_;
  leveldb::ReadOptions options_;
};

class LeveldbEngine : public Engine {
 public:
  explicit LeveldbEngine(const EngineOptions& options)
      : cache_(leveldb::NewLRUCache(peer_cache_bytes)),
        filter_(leveldb::NewBloomFilterPolicy(peer_bloom_bits)) {
    leveldb::Options settings;
    settings.create_if_missing = true;
    settings.compression = leveldb::kNoCompression;
    settings.block_cache = cache_.get();
    settings.filter_policy = filter_.get();
    leveldb::DB* database = nullptr;
    need_ok(leveldb::DB::Open(settings, options.directory, &database), "leveldb: open");
    database_.reset(database);
    write_options_.sync = options.policy == SyncPolicy::always;
  }

  void set(std::string_view key, std::string_view value) override {
    need_ok(database_->Put(write_options_, slice(key), slice(value)), "leveldb: set");
  }

  std::unique_ptr<Reader> reader() override { return std::make_unique<LeveldbReader>(*database_); }

  void scan(const ScanVisitor& visit) override {
    leveldb::ReadOptions options;
    options.verify_checksums = true;
    std::unique_ptr<leveldb::Iterator> place(database_->NewIterator(options));
    for (place->SeekToFirst(); place->Valid(); place->Next()) {
      if (!visit(view(place->key()), view(place->value()))) break;
    }
    need_ok(place->status(), "leveldb: scan");
  }

  bool compact() override {
    database_->CompactRange(nullptr, nullptr);
    return true;
  }

 private:
  std::unique_ptr<leveldb::Cache> cache_;  // it and the filter must outlive the database
  std::unique_ptr<const leveldb::FilterPolicy> filter_;
  std::unique_ptr<leveldb::DB> database_;
  leveldb::WriteOptions write_options_;
};

}  // namespace

std::unique_ptr<Engine> open_leveldb(const EngineOptions& options) {
  return std::make_unique<LeveldbEngine>(options);
}

std::string leveldb_version() {
  return fmt::format("{}.{}", leveldb::kMajorVersion, leveldb::kMinorVersion);
}

}  // namespace powercut
