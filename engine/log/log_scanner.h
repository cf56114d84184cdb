// LogScanner: the changes in a log, front to back, up to the first thing that is no good record.
//
// The hot path of recovery: no call and no allocation per record. Memory: one window
// (read_window.h); beyond that only what a checksum has vouched for, so that no length in a damaged
// log can make it allocate.
//
// The end of the log is the first of: fewer bytes left than a header has; lengths that no record
// has, or that reach beyond the file; a wrong checksum; a batch whose body is not made of whole
// records. What follows is not looked at. A failed read is an error, never the end. Threads: one.
#pragma once

#include <string>
#include <string_view>

#include "engine/log/log_index.h"
#include "engine/log/read_window.h"
#include "engine/log/record.h"
#include "engine/mutants.h"

namespace powercut {

class LogScanner {
 public:
  struct Entry {
    RecordKind kind;       // set or remove: the changes of a batch come one by one
    std::string_view key;  // good until the next call
    ValueLocation value;   // for a set
  };

  // The file must outlive the scanner and keep its size meanwhile.
  LogScanner(File& file, std::uint64_t file_bytes) : file_(&file), window_(file, file_bytes) {}

  // True, and entry is the next change; false at the end of the log.
  Result<bool> next(Entry& entry);

  // The end of the last good record: after next() said false, the end of the log.
  std::uint64_t end() const { return end_; }

 private:
  Result<bool> next_record(Entry& entry);
  Result<bool> next_large_record(const RecordShape& shape, Entry& entry);
  Result<bool> large_checksum_matches(std::uint64_t record_bytes);
  bool accept(const RecordShape& shape, std::string_view key, Entry& entry);
  void take_from_batch(Entry& entry);

  File* file_;
  ReadWindow window_;
  std::uint64_t end_ = 0;
  std::string_view batch_;          // what is left of the body of the batch at hand
  std::uint64_t batch_offset_ = 0;  // of that in the log
  std::string large_key_;           // of a record, or body of a batch, that no window can hold
  [[no_unique_address]] MutantSwitch mutant_;
};

}  // namespace powercut
