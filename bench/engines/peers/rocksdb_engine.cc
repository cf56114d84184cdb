#include "bench/engines/peers/rocksdb_engine.h"

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/version.h>

#include "bench/engines/fail.h"
#include "bench/engines/peers/peer_settings.h"

namespace powercut {

namespace {

void need_ok(const rocksdb::Status& status, std::string_view what) {
  if (!status.ok()) fail(what, status.ToString());
}

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

class RocksdbReader : public Reader {
 public:
  explicit RocksdbReader(rocksdb::DB& database) : database_(database) {}

  bool get(std::string_view key, std::string& value) override {
    pinned_.Reset();
    rocksdb::Status status =
        database_.Get(options_, database_.DefaultColumnFamily(), slice(key), &pinned_);
    if (status.IsNotFound()) return false;
    need_ok(status, "rocksdb: get");
    value.assign(pinned_.data(), pinned_.size());
    return true;
  }

 private:
  rocksdb::DB& database_;
  rocksdb::ReadOptions options_;  // verifies checksums, unless told otherwise
  rocksdb::PinnableSlice pinned_;
};

class RocksdbEngine : public Engine {
 public:
  explicit RocksdbEngine(const EngineOptions& options) {
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(peer_cache_bytes);
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(peer_bloom_bits));
    rocksdb::Options settings;
    settings.create_if_missing = true;
    settings.compression = rocksdb::kNoCompression;
    settings.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    rocksdb::DB* database = nullptr;
    need_ok(rocksdb::DB::Open(settings, options.directory, &database), "rocksdb: open");
    database_.reset(database);
    write_options_.sync = options.policy == SyncPolicy::always;
  }
  ~RocksdbEngine() override { need_ok(database_->Close(), "rocksdb: close"); }

  void set(std::string_view key, std::string_view value) override {
    need_ok(database_->Put(write_options_, slice(key), slice(value)), "rocksdb: set");
  }

  std::unique_ptr<Reader> reader() override { return std::make_unique<RocksdbReader>(*database_); }

  void scan(const ScanVisitor& visit) override {
    std::unique_ptr<rocksdb::Iterator> place(database_->NewIterator({}));
    for (place->SeekToFirst(); place->Valid(); place->Next()) {
      if (!visit(place->key().ToStringView(), place->value().ToStringView())) break;
    }
    need_ok(place->status(), "rocksdb: scan");
  }

  void flush() override { need_ok(database_->Flush({}), "rocksdb: flush"); }

  bool compact() override {
    need_ok(database_->CompactRange({}, nullptr, nullptr), "rocksdb: compact");
    return true;
  }

 private:
  std::unique_ptr<rocksdb::DB> database_;
  rocksdb::WriteOptions write_options_;
};

}  // namespace

std::unique_ptr<Engine> open_rocksdb(const EngineOptions& options) {
  return std::make_unique<RocksdbEngine>(options);
}

std::string rocksdb_version() {
  return fmt::format("{}.{}.{}", ROCKSDB_MAJOR, ROCKSDB_MINOR, ROCKSDB_PATCH);
}

}  // namespace powercut
