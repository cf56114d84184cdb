#include "bench/engines/peers/sqlite_engine.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "bench/engines/fail.h"
#include "bench/engines/peers/peer_settings.h"
#include "powercut/io/mutex.h"
#include "powercut/io/path.h"

namespace powercut {

namespace {

std::string_view blob_of(sqlite3_stmt* statement, int column) {
  return {static_cast<const char*>(sqlite3_column_blob(statement, column)),
          static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
}

class Connection {
 public:
  explicit Connection(const EngineOptions& options) {
    std::string path = join_path(options.directory, "data.sqlite");
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    need_ok(sqlite3_open_v2(path.c_str(), &database_, flags, nullptr), "open");
    bool syncs = options.policy == SyncPolicy::always;
    execute("PRAGMA journal_mode = WAL");
    execute(fmt::format("PRAGMA synchronous = {}", syncs ? "FULL" : "OFF"));
    execute(fmt::format("PRAGMA cache_size = -{}", peer_cache_bytes >> 10));  // KiB, if negative
    execute(fmt::format("PRAGMA mmap_size = {}", std::uint64_t{16} * options.live_bytes));
  }
  ~Connection() { need_ok(sqlite3_close(database_), "close"); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void need_ok(int code, std::string_view what) {
    if (code == SQLITE_OK || code == SQLITE_DONE) return;
    fail(fmt::format("sqlite: {}", what), sqlite3_errmsg(database_));
  }

  void execute(const std::string& sql) {
    need_ok(sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr), sql);
  }

  sqlite3* get() const { return database_; }

 private:
  sqlite3* database_ = nullptr;
};

// Prepared once, run many times.
class Statement {
 public:
  Statement(Connection& connection, const char* sql) : connection_(connection), sql_(sql) {
    connection_.need_ok(sqlite3_prepare_v3(connection_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT,
                                           &statement_, nullptr),
                        sql);
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // The bytes must stay until reset.
  void bind(int parameter, std::string_view bytes) {
    connection_.need_ok(sqlite3_bind_blob(statement_, parameter, bytes.data(),
                                          static_cast<int>(bytes.size()), SQLITE_STATIC),
                        sql_);
  }

  // True: there is a row to look at.
  bool step() {
    int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    connection_.need_ok(code, sql_);
    return false;
  }

  void reset() { connection_.need_ok(sqlite3_reset(statement_), sql_); }
  sqlite3_stmt* get() const { return statement_; }

 private:
  Connection& connection_;
  const char* sql_;
  sqlite3_stmt* statement_ = nullptr;
};

// A connection of its own: threads that share one wait for each other.
class SqliteReader : public Reader {
 public:
  explicit SqliteReader(const EngineOptions& options)
      : connection_(options), select_(connection_, "SELECT value FROM store WHERE key = ?") {}

  bool get(std::string_view key, std::string& value) override {
    select_.bind(1, key);
    bool there = select_.step();
    if (there) value.assign(blob_of(select_.get(), 0));
    select_.reset();
    return there;
  }

 private:
  Connection connection_;
  Statement select_;
};

class SqliteEngine : public Engine {
 public:
  explicit SqliteEngine(const EngineOptions& options)
      : options_(options), connection_(options_), insert_(with_table(connection_), insert_sql) {}

  void set(std::string_view key, std::string_view value) override {
    MutexLock turn(mutex_);
    insert_.bind(1, key);
    insert_.bind(2, value);
    insert_.step();
    insert_.reset();
  }

  std::unique_ptr<Reader> reader() override { return std::make_unique<SqliteReader>(options_); }

  void scan(const ScanVisitor& visit) override {
    Statement select(connection_, "SELECT key, value FROM store ORDER BY key");
    while (select.step() && visit(blob_of(select.get(), 0), blob_of(select.get(), 1))) {
    }
  }

  void flush() override { connection_.execute("PRAGMA wal_checkpoint(TRUNCATE)"); }

  bool compact() override {
    connection_.execute("VACUUM");
    return true;
  }

 private:
  static constexpr const char* insert_sql = "REPLACE INTO store VALUES (?, ?)";

  static Connection& with_table(Connection& connection) {
    connection.execute(
        "CREATE TABLE IF NOT EXISTS store (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID");
    return connection;
  }

  EngineOptions options_;
  Mutex mutex_;  // writers take turns: sleeping until the other is done is what SQLite would do
  Connection connection_;
  Statement insert_;
};

}  // namespace

std::unique_ptr<Engine> open_sqlite(const EngineOptions& options) {
  // Its own statistics of memory are one lock that all threads would share.
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  return std::make_unique<SqliteEngine>(options);
}

std::string sqlite_version() { return sqlite3_libversion(); }

}  // namespace powercut
