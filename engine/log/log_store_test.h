// LogStoreTest: a LogStore in a directory of its own, for the tests of its parts.
#pragma once

#include "engine/log/log_store.h"
#include "engine/log/record.h"
#include "engine/log/record_vectors_test.h"
#include "engine/store_test.h"

namespace powercut {

class LogStoreTest : public StoreTest {
 protected:
  Result<std::unique_ptr<LogStore>> try_open(const LogStoreOptions& options = {}) {
    return LogStore::open(environment_, log_path_, options);
  }

  // From here on the calls of the file system are those of what the test does.
  void open(const LogStoreOptions& options = {}) {
    Result<std::unique_ptr<LogStore>> opened = try_open(options);
    ASSERT_THAT(opened, is_ok());
    store_ = std::move(*opened);
    files_.take_calls();
  }

  // As after a kill of the process: nothing is closed.
  void reopen(const LogStoreOptions& options = {}) {
    store_.reset();
    open(options);
  }

  std::string log_bytes() const { return read_file(log_path_); }

  // The record city=London of an example.
  static std::string city_record() {
    return from_hex("93233bb00400000006000000636974794c6f6e646f6e");
  }

  const std::string log_path_ = directory_.at("log");
  std::unique_ptr<LogStore> store_;
};

}  // namespace powercut
