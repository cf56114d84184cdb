// Commit: the bytes of one write to a segment. It has the changes of all callers for which the
// write was made.
//
//   0        4              8          12         20                    28
//   [crc:4 ] [key_length:4] [kind: -3] [token:8 ] [synced_position:8 ] [body]
//
// A commit is a record (record_format.h) whose key bytes are the last three parts. The body
// consists of whole records of sets and removes. A commit counts as a whole or not at all. So does
// a batch, since all its changes are in one commit.
//
// token    belongs to the place. Bytes of a commit that are not where it was written, or are left
//          from an earlier use of the place, are no commit. So recycled blocks are no commits.
// synced   all of the log before this position was durable when the commit was written. So bytes
//          before it that are not good are damaged, and not torn.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/log/record_format.h"
#include "powercut/io/bytes.h"

namespace powercut {

inline constexpr std::int32_t value_length_of_commit = -3;
inline constexpr std::size_t commit_header_bytes = record_header_bytes + 16;
inline constexpr std::size_t commit_body_bytes_max = record_part_bytes_max - 16;

// Where a commit begins.
struct CommitPlace {
  std::uint64_t salt;     // of the segment; differs each time that its number is used
  std::uint64_t segment;  // its number
  std::uint64_t offset;   // in bytes from the start of the file
};

// Appends room for the header to the buffer, and returns the offset of that room. The records are
// appended after it.
std::size_t begin_commit(std::string& buffer);

// Makes a commit of the bytes of the buffer from `start` on. Its body is at most
// commit_body_bytes_max long.
void finish_commit(std::string& buffer, std::size_t start, const CommitPlace& place,
                   std::uint64_t synced_position);

struct CommitView {
  std::uint64_t synced_position;
  Bytes body;

  std::uint64_t total_bytes() const { return commit_header_bytes + body.size(); }
};

// Returns the commit at the front of the bytes, verified. The bytes are those at the place.
// nullopt: there is no commit, or not the whole of it.
std::optional<CommitView> decode_commit(Bytes bytes, const CommitPlace& place);

// True if a commit may have begun here once, and is damaged now: its kind or its token is right.
bool may_have_begun_commit(Bytes bytes, const CommitPlace& place);

// Searches the bytes, which are those at the place, for the first good commit. Returns how far
// behind the place it begins.
std::optional<std::size_t> find_commit(Bytes bytes, const CommitPlace& place);

}  // namespace powercut
