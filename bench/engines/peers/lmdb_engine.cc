#include "bench/engines/peers/lmdb_engine.h"

#include <fmt/format.h>
#include <lmdb.h>

#include <algorithm>

#include "bench/engines/fail.h"

namespace powercut {

namespace {

// The map's size is the most that the file may grow to; only what is used costs anything.
constexpr std::uint64_t map_bytes_least = std::uint64_t{1} << 30;
constexpr std::uint64_t map_over_live = 16;

void need_ok(int code, std::string_view what) {
  if (code != MDB_SUCCESS) fail(what, mdb_strerror(code));
}

// LMDB takes what it only reads as bytes that it may write.
MDB_val val(std::string_view bytes) { return {bytes.size(), const_cast<char*>(bytes.data())}; }

std::string_view view(const MDB_val& bytes) {
  return {static_cast<const char*>(bytes.mv_data), bytes.mv_size};
}

// A transaction that reads, made once and renewed for each snapshot.
class ReadTransaction {
 public:
  explicit ReadTransaction(MDB_env* environment) {
    need_ok(mdb_txn_begin(environment, nullptr, MDB_RDONLY, &transaction_), "lmdb: begin");
    mdb_txn_reset(transaction_);
  }
  ~ReadTransaction() { mdb_txn_abort(transaction_); }
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;

  void renew() { need_ok(mdb_txn_renew(transaction_), "lmdb: renew"); }
  void reset() { mdb_txn_reset(transaction_); }
  MDB_txn* get() const { return transaction_; }

 private:
  MDB_txn* transaction_ = nullptr;
};

class LmdbReader : public Reader {
 public:
  LmdbReader(MDB_env* environment, MDB_dbi table) : transaction_(environment), table_(table) {}

  bool get(std::string_view key, std::string& value) override {
    MDB_val key_val = val(key);
    MDB_val value_val = {};
    transaction_.renew();
    int code = mdb_get(transaction_.get(), table_, &key_val, &value_val);
    if (code == MDB_SUCCESS) value.assign(view(value_val));
    transaction_.reset();
    if (code == MDB_NOTFOUND) return false;
    need_ok(code, "lmdb: get");
    return true;
  }

 private:
  ReadTransaction transaction_;
  MDB_dbi table_;
};

class LmdbEngine : public Engine {
 public:
  LmdbEngine(const EngineOptions& options, unsigned flags) {
    flags |= MDB_NOTLS;  // a reader belongs to its object, not to its thread
    if (options.policy == SyncPolicy::never) flags |= MDB_NOSYNC;
    need_ok(mdb_env_create(&environment_), "lmdb: create");
    need_ok(mdb_env_set_mapsize(environment_,
                                std::max(map_bytes_least, map_over_live * options.live_bytes)),
            "lmdb: set_mapsize");
    need_ok(mdb_env_open(environment_, options.directory.c_str(), flags, 0644), "lmdb: open");
    MDB_txn* transaction = begin();
    need_ok(mdb_dbi_open(transaction, nullptr, 0, &table_), "lmdb: dbi_open");
    need_ok(mdb_txn_commit(transaction), "lmdb: commit");
  }
  ~LmdbEngine() override { mdb_env_close(environment_); }
  LmdbEngine(const LmdbEngine&) = delete;
  LmdbEngine& operator=(const LmdbEngine&) = delete;

  void set(std::string_view key, std::string_view value) override {
    MDB_val key_val = val(key);
    MDB_val value_val = val(value);
    MDB_txn* transaction = begin();
    need_ok(mdb_put(transaction, table_, &key_val, &value_val, 0), "lmdb: put");
    need_ok(mdb_txn_commit(transaction), "lmdb: commit");
  }

  std::unique_ptr<Reader> reader() override {
    return std::make_unique<LmdbReader>(environment_, table_);
  }

  void scan(const ScanVisitor& visit) override {
    ReadTransaction transaction(environment_);
    transaction.renew();
    MDB_cursor* cursor = nullptr;
    need_ok(mdb_cursor_open(transaction.get(), table_, &cursor), "lmdb: cursor");
    MDB_val key = {};
    MDB_val value = {};
    int code = mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
    while (code == MDB_SUCCESS && visit(view(key), view(value))) {
      code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
    }
    if (code != MDB_NOTFOUND) need_ok(code, "lmdb: scan");
    mdb_cursor_close(cursor);
  }

 private:
  MDB_txn* begin() {
    MDB_txn* transaction = nullptr;
    need_ok(mdb_txn_begin(environment_, nullptr, 0, &transaction), "lmdb: begin");
    return transaction;
  }

  MDB_env* environment_ = nullptr;
  MDB_dbi table_ = 0;
};

}  // namespace

std::unique_ptr<Engine> open_lmdb(const EngineOptions& options) {
  return std::make_unique<LmdbEngine>(options, 0);
}

std::unique_ptr<Engine> open_lmdb_writemap(const EngineOptions& options) {
  return std::make_unique<LmdbEngine>(options, MDB_WRITEMAP);
}

std::string lmdb_version() {
  return fmt::format("{}.{}.{}", MDB_VERSION_MAJOR, MDB_VERSION_MINOR, MDB_VERSION_PATCH);
}

}  // namespace powercut
