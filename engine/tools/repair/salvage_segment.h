// SalvageSegment: finds all changes that can still be read in one segment, in the order of the log.
//
//   good commits, each as a whole
//   in bytes that are no good commit: each record whose own checksum holds
//
// A torn end, with nothing good behind it, is left alone: the store would not take it. Threads:
// one.
#pragma once

#include <functional>

#include "engine/tools/check/findings.h"
#include "engine/tools/check/record_search.h"
#include "engine/tools/check/walk_past_damage.h"
#include "engine/tools/file_image.h"
#include "engine/tools/repair/salvage_plan.h"

namespace powercut {

struct SalvageCounts {
  std::uint64_t commits = 0;        // good ones
  std::uint64_t changes = 0;        // saved ones
  std::uint64_t loose_changes = 0;  // of these, from bytes that are no good commit
  std::uint64_t lost_bytes = 0;     // that were not zeros, and cannot be read
};

struct SegmentExtent {
  std::uint64_t limit;  // the log does not reach beyond this
  bool may_be_torn;     // and may end before it
};

class SalvageSegment {
 public:
  using Visit =
      std::function<Result<void>(RecordKind kind, std::string_view key, std::string_view value)>;

  // Adds lost bytes to the findings, as damage.
  SalvageSegment(const SalvageSource& source, const FileImage& image, Findings& findings,
                 SalvageCounts& counts, const Visit& visit);

  // Visits all changes. An error of the visitor ends it.
  Result<void> run(const SegmentExtent& extent);

 private:
  std::optional<std::uint64_t> salt_of_commits(std::uint64_t limit) const;
  Result<void> take_all(const SegmentExtent& extent);
  void tell_of_header(bool has_commits);
  void take_commit(const CommitView& commit);
  void take_gap(const CommitGap& gap, bool may_be_torn);
  void take_records(std::uint64_t begin, std::uint64_t end);
  void lose_behind_header(std::uint64_t offset, std::uint64_t bytes, std::uint64_t end);
  void lose(std::uint64_t offset, std::uint64_t bytes);
  void take(RecordKind kind, std::string_view key, std::string_view value);

  const SalvageSource& source_;
  Bytes whole_;
  std::uint64_t file_bytes_;
  Findings& findings_;
  SalvageCounts& counts_;
  const Visit& visit_;
  std::string name_;
  std::optional<std::uint64_t> salt_;
  Result<void> status_;
};

}  // namespace powercut
