// FileHabits: how a store uses its files, told from the calls that it made: the sizes at which it
// does something else with them.
//
//   stream     writes to one file, each where the one before it ended, or over that and beyond
//   ends       the sizes of files at which a stream ended for good: a new file was made for the
//              next write, or the file was emptied, cut, removed or renamed over
//   reuses     the sizes at which a stream went back, and wrote over older bytes
//   grows      by how much files are made longer than their content
//   unit       all writes begin and end at multiples of it
//
// Deterministic; Threads: one.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "powercut/faultfs/trace.h"

namespace powercut {

class FileHabits {
 public:
  // Looks at the calls of the trace from where it looked last. set: they are those of one set, or
  // of a few; else streams end there for reasons that are not about sizes.
  void look(const Trace& trace, bool is_set);

  // Sizes in bytes, each a lower bound: the next write of a stream would have gone beyond.
  struct End {
    std::uint64_t size;
    std::uint64_t step;  // of the stream's last write, or one as long as what did not fit
  };
  const std::vector<End>& ends() const { return ends_; }
  const std::vector<End>& reuses() const { return reuses_; }
  const std::vector<std::uint64_t>& grows() const { return grows_; }

  // 4096 or 512; none, if most writes are of other sizes.
  std::optional<std::uint32_t> unit() const;

  // Whether a call of the last look made a file that was then written in a stream.
  bool begins_file() const { return begins_file_; }

 private:
  struct Stream {
    std::uint64_t size = 0;  // of the file
    std::uint64_t end = 0;   // of the last write
    std::uint64_t step = 0;  // its length
    std::uint64_t writes = 0;
    std::optional<End> earlier = std::nullopt;  // before it went back
    bool has_ended = false;
    int links = 0;  // names that it was given beside its first
  };

  void note_names(const Call& call, bool is_set);
  void note_write(const Call& call);
  void end_stream(InodeId inode, bool is_set);

  std::size_t seen_ = 0;  // calls
  absl::flat_hash_map<InodeId, Stream> streams_;
  InodeId last_stream_ = no_inode;  // that was written to
  std::vector<End> ends_;
  std::vector<End> reuses_;
  std::vector<std::uint64_t> grows_;
  std::uint64_t writes_ = 0;
  std::uint64_t of_pages_ = 0;
  std::uint64_t of_sectors_ = 0;
  bool begins_file_ = false;
};

// The roundest number that a limit may be, if a file of so many bytes had no room for a step more.
std::uint64_t roundest_limit(const FileHabits::End& end);

}  // namespace powercut
