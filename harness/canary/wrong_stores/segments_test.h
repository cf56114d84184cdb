// Segments: files of at most 256 bytes, merged by compactions. Ways to be wrong.
//
//   seg-N      a header and changes, numbered without a gap from where the segment before it ended
//   merge.tmp  the output of a compaction, before it replaces its last input
//
// The header's number is that of the first change; of a merged segment, which has gaps, it also
// says where the last input ended. Open follows the chain from number 0: the newest segment that
// begins where the last one ended is next. All others are leftovers, or lie behind a hole.
#pragma once

#include <map>
#include <set>

#include "engine/dirty_again.h"
#include "engine/ordered_map.h"
#include "harness/canary/wrong_stores/frame_test.h"
#include "powercut/engine/sync_policy.h"
#include "powercut/io/environment.h"
#include "powercut/io/transfer.h"

namespace powercut {

enum class SegmentFlaw : std::uint8_t {
  none,
  active_counts_as_closed,  // where a segment was found whose header is torn
  tombstones_not_loaded,    // so that a compaction after an open takes them for dead
  second_taken_for_first,   // a merge from the second segment on drops tombstones
  newer_may_be_lost,        // a compaction drops what changes overwrite that are not durable
  syncs_the_last_two,       // at an explicit sync; those before them may not be durable
  holes_are_passed,         // open goes on behind a segment that lost its end
  name_not_made_sure,       // a failed sync of the directory does not fail the roll
};

class Segments : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy policy,
                                             SegmentFlaw flaw);

  Result<void> set(std::string_view key, std::string_view value) override;
  Result<bool> get(std::string_view key, std::string& value) override;
  Result<bool> remove(std::string_view key) override;
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override;
  Result<void> sync() override;
  Result<void> compact() override;

 private:
  static constexpr std::uint64_t segment_bytes = 256;

  struct Segment {
    std::uint64_t number = 0;
    std::uint64_t first = 0;
    std::uint64_t end = 0;       // the number of the change that comes next
    std::uint64_t end_byte = 0;  // of the last whole change
    bool is_merged = false;
    std::string bytes = {};
    std::vector<Frame> changes = {};  // in `bytes`
  };

  Segments(Environment& environment, SyncPolicy policy, SegmentFlaw flaw)
      : files_(environment.files), policy_(policy), flaw_(flaw) {}

  bool has(SegmentFlaw flaw) const { return flaw_ == flaw; }
  static std::string path_of(std::uint64_t number) { return "seg-" + std::to_string(number); }

  Result<void> recover();
  Result<std::vector<std::uint64_t>> find_segments();
  Result<std::optional<Segment>> read(std::uint64_t number);
  void take(const Frame& change);
  Result<void> go_on_in(const Segment* last);
  Result<void> create_segment(std::uint64_t number);
  Result<void> append(FrameKind kind, std::string_view key, std::string_view value);
  Result<void> write(std::string_view frame);
  Result<void> roll();
  Result<void> sync_or_refuse(File& file);
  Result<void> sync_names();
  bool is_dead(const Frame& change) const;
  Result<void> merge(const std::vector<Segment>& inputs, bool drops_tombstones);

  FileSystem& files_;
  SyncPolicy policy_;
  SegmentFlaw flaw_;
  OrderedMap map_;
  std::map<std::string, std::uint64_t, std::less<>> latest_;  // by key; of removed ones, too
  std::vector<std::uint64_t> closed_;  // segments before the active one, oldest first
  std::set<std::uint64_t> unsynced_;   // of them, and the active one
  std::unique_ptr<File> active_;
  std::uint64_t active_number_ = 0;
  std::uint64_t active_bytes_ = 0;
  std::uint64_t active_header_bytes_ = 0;
  std::uint64_t next_number_ = 0;  // of a change
  bool refuses_ = false;
};

}  // namespace powercut
