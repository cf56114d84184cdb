// LogScanner: reads the changes in a log, front to back, up to the first bytes that are no good
// record.
//
// This is the hot path of recovery: it has no call and no allocation per record. Memory: one window
// (read_window.h). More is taken only for bytes that a checksum has vouched for, so that no length
// in a damaged log can make it allocate.
//
// The end of the log is the first of: fewer bytes left than a header has; lengths that no record
// has, or that reach beyond the file; a wrong checksum; a batch whose body does not consist of
// whole records. Bytes behind the end are not looked at. A failed read is an error, never the end.
// Threads: one.
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
  LogScanner(File& file, std::uint64_t file_bytes,
             std::size_t window_bytes = ReadWindow::window_bytes_max)
      : file_(&file), window_(file, file_bytes, window_bytes) {}

  // Calls visit(entry) for each change that is left.
  template <typename Visit>
  Result<void> for_each(Visit&& visit) {
    Entry entry;
    while (next(entry)) visit(entry);
    return status_;
  }

  // The end of the last good record. After for_each returned ok it is the end of the log.
  std::uint64_t end() const { return end_; }

 private:
  // False: the end, or an error, which is then in status_. To return a Result for each record would
  // cost more than to find the record.
  bool next(Entry& entry);
  bool next_record(Entry& entry);
  bool next_large_record(const RecordShape& shape, Entry& entry);
  Result<bool> read_large_key(const RecordShape& shape);
  bool hold(std::size_t length);
  bool accept(const RecordShape& shape, std::string_view key, Entry& entry);
  void take_from_batch(Entry& entry);

  File* file_;
  ReadWindow window_;
  std::uint64_t end_ = 0;
  std::string_view batch_;          // what is left of the body of the batch at hand
  std::uint64_t batch_offset_ = 0;  // of that in the log
  Result<void> status_;
  std::string large_key_;  // of a record, or body of a batch, that no window can hold
  [[no_unique_address]] MutantSwitch mutant_;
};

}  // namespace powercut
