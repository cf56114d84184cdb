// WriteRequest: the changes that one caller wants written, ready to be put into a commit.
//
// The caller's own thread makes the keys, hashes and records. The commit queue only copies bytes.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/cask/formats/commit.h"
#include "powercut/engine/sync_policy.h"
#include "powercut/io/result.h"

namespace powercut {

struct PreparedChange {
  std::string_view key;
  std::uint64_t hash;
  std::uint32_t bytes;  // of its record
  bool removes;
};

struct WriteRequest {
  // Room for a commit's header, then the records of the changes, one after the other.
  std::string* commit = nullptr;
  std::span<const PreparedChange> changes = {};
  SyncPolicy policy = SyncPolicy::always;

  // The request is one remove that is to say whether the key was there. If it was not, nothing is
  // written.
  bool asks_whether_there = false;

  // The answers.
  Result<void> result = {};
  bool was_there = true;
  bool done = false;

  // Set by the leader: nothing is written, as the request has failed already or has nothing to
  // remove.
  bool is_left_out = false;

  std::string_view records() const { return std::string_view(*commit).substr(commit_header_bytes); }
};

}  // namespace powercut
