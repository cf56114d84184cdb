// FileHabits: finds, from the calls that a store made, how it uses its files and at which sizes it
// does something else with them.
//
//   stream   four or more writes in a row to one file. Each begins where the one before it ended,
//            or within that one, and ends no earlier.
//   ends     the sizes at which a stream ended for good: the next write went to a new file, or the
//            file was truncated or lost its last name by a remove
//   reuses   the sizes at which a stream went back, and another wrote over older bytes
//   grows    by how many bytes the store extended files beyond their size
//   unit     nine of ten writes begin and end at multiples of it
//
// Deterministic. Threads: one.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "powercut/faultfs/trace.h"

namespace powercut {

class FileHabits {
 public:
  // Takes in the calls of the trace that came since the last look. is_set: one set made them, or a
  // few. Otherwise a stream may have ended for a reason that is not its size, and is not noted.
  void look(const Trace& trace, bool is_set);

  // A limit of the store lies between `size` and `size + step`: the stream's next write would have
  // gone beyond it. In bytes.
  struct End {
    std::uint64_t size;
    std::uint64_t step;  // of ends: the stream's last write; of reuses: the next one, if longer
  };
  const std::vector<End>& ends() const { return ends_; }
  const std::vector<End>& reuses() const { return reuses_; }
  const std::vector<std::uint64_t>& grows() const { return grows_; }

  // 4096 or 512; none if more than one write in ten is of other sizes, or there are fewer than 8.
  std::optional<std::uint32_t> unit() const;

  // Whether the calls of the last look made a file and then wrote to it.
  bool begins_file() const { return begins_file_; }

 private:
  struct Stream {
    std::uint64_t size = 0;  // of the file
    std::uint64_t end = 0;   // of the last write
    std::uint64_t step = 0;  // the length of the last write
    std::uint64_t writes = 0;
    std::optional<End> earlier = std::nullopt;  // where the stream ended before it went back
    bool has_ended = false;
    int links = 0;  // names of the file beside its first
  };

  void note_names(const Call& call, bool is_set);
  void note_write(const Call& call);
  void end_stream(InodeId inode, bool is_set);

  std::size_t seen_ = 0;  // calls of the trace so far
  absl::flat_hash_map<InodeId, Stream> streams_;
  InodeId last_stream_ = no_inode;  // the file of the stream that was written to last
  std::vector<End> ends_;
  std::vector<End> reuses_;
  std::vector<std::uint64_t> grows_;
  std::uint64_t writes_ = 0;
  std::uint64_t of_pages_ = 0;    // writes that begin and end at multiples of 4096
  std::uint64_t of_sectors_ = 0;  // writes that begin and end at multiples of 512
  bool begins_file_ = false;
};

// A guess at the store's limit: the roundest number from end.size to below end.size + end.step,
// which is the one that the largest power of two divides.
std::uint64_t roundest_limit(const FileHabits::End& end);

}  // namespace powercut
