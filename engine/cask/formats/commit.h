// Commit: the bytes of one write to a segment, with the changes of all callers that it was made
// for.
//
//   0        4              8          12         20                    28
//   [crc:4 ] [key_length:4] [kind: -3] [token:8 ] [synced_position:8 ] [body]
//
// A record (record_format.h) whose key bytes are the last three parts; the body is made of whole
// records of sets and removes. It counts as a whole or not at all, and so does a batch, whose
// changes all stand in one commit.
//
// token    belongs to the place: a commit that lies elsewhere than where it was written, or is left
//          of an earlier use of the place, is none. So recycled blocks are no commits.
// synced   all of the log before this position was durable when the commit was written. So where
//          something before it is no good, it is damaged, and not torn.
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
  std::uint64_t salt;     // of the segment; another one each time that the number is used
  std::uint64_t segment;  // its number
  std::uint64_t offset;   // in bytes from the begin of the file
};

// Leaves room for the header at the end of the buffer, and returns where: behind it come records.
std::size_t begin_commit(std::string& buffer);

// From `start` on the buffer holds a commit, whose body is at most commit_body_bytes_max long.
void finish_commit(std::string& buffer, std::size_t start, const CommitPlace& place,
                   std::uint64_t synced_position);

struct CommitView {
  std::uint64_t synced_position;
  Bytes body;

  std::uint64_t total_bytes() const { return commit_header_bytes + body.size(); }
};

// The commit at the front of the bytes, verified, which stand at the place; nothing if there is
// none, or not the whole of it.
std::optional<CommitView> decode_commit(Bytes bytes, const CommitPlace& place);

// Whether one may have begun here once, and is damaged now: its kind or its token is what it must
// be.
bool may_have_begun_commit(Bytes bytes, const CommitPlace& place);

// The first good commit anywhere in the bytes, which stand at the place: how far behind it.
std::optional<std::size_t> find_commit(Bytes bytes, const CommitPlace& place);

}  // namespace powercut
