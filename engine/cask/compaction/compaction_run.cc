#include "engine/cask/compaction/compaction_run.h"

#include <algorithm>
#include <utility>

#include "engine/cask/recovery/open_log.h"
#include "engine/io/macros.h"
#include "engine/mutants.h"
#include "engine/sides.h"
#include "powercut/io/transfer.h"

namespace powercut {

CompactionRun::CompactionRun(SegmentSet& segments, const CaskOptions& options, CaskIndex& index,
                             CommitQueue& queue, Health& health, SegmentList inputs,
                             InputRange range)
    : segments_(segments),
      index_(index),
      queue_(queue),
      health_(health),
      changes_at_once_(options.compaction_changes),
      inputs_(std::move(inputs)),
      source_(candidates_of({segments.files(), index, health}, inputs_, range)),
      writer_(segments, options, health) {
  for (const std::shared_ptr<Segment>& input : inputs_) input_of_[input->number()] = input.get();
}

Result<bool> CompactionRun::step(std::uint64_t bytes) {
  const Result<void> advanced = advance(bytes);
  if (advanced.ok()) return stage_ == Stage::done;
  give_up();
  return advanced.error();
}

void CompactionRun::give_up() {
  if (is_installed()) return;
  segments_.abandon(writer_.segments());
  stage_ = Stage::done;
}

Result<void> CompactionRun::advance(std::uint64_t bytes) {
  switch (stage_) {
    case Stage::gathering:
      return gather();
    case Stage::copying:
      return copy(bytes);
    case Stage::installing:
      return install();
    case Stage::moving:
      return move();
    case Stage::done:
      return {};
  }
  return {};
}

Result<void> CompactionRun::gather() {
  next_candidate_ = 0;
  TRY_ASSIGN(const bool is_more, source_->next(candidates_));
  if (is_more) {
    if (!candidates_.empty()) stage_ = Stage::copying;
    return {};
  }
  stage_ = Stage::installing;
  source_.reset();
  return writer_.finish();
}

Result<void> CompactionRun::copy(std::uint64_t bytes) {
  const std::uint64_t enough = copied_bytes_ + std::max<std::uint64_t>(bytes, 1);
  while (next_candidate_ < candidates_.size() && copied_bytes_ < enough) {
    const std::span<const CompactionCandidate> group = next_group(enough - copied_bytes_);
    TRY_ASSIGN(const std::vector<bool> kept, which_to_keep(group));
    for (std::size_t index = 0; index < group.size(); ++index) {
      if (kept[index]) TRY(copy(group[index]));
    }
    next_candidate_ += group.size();
  }
  note_side(Edge::compaction_step, next_candidate_ < candidates_.size());
  if (next_candidate_ == candidates_.size()) stage_ = Stage::gathering;
  return {};
}

// The next candidates, no more than it takes for so many bytes if all of them are kept.
std::span<const CompactionCandidate> CompactionRun::next_group(std::uint64_t bytes) const {
  const auto left = std::span(candidates_).subspan(next_candidate_);
  const std::size_t count_max = std::min(changes_at_once_, left.size());
  std::size_t count = 0;
  for (std::uint64_t sum = 0; sum < bytes && count < count_max; ++count) {
    sum += left[count].change.place.bytes;
  }
  note_side(Edge::compaction_group, count == changes_at_once_ && count < left.size());
  return left.first(count);
}

Result<std::vector<bool>> CompactionRun::which_to_keep(std::span<const CompactionCandidate> group) {
  const ReaderEpochs::Pin pin(index_.epochs());
  const MutexLock lock(index_.mutex());
  std::vector<bool> kept;
  for (const CompactionCandidate& candidate : group) {
    TRY_ASSIGN(const bool is_kept, is_to_keep(candidate));
    kept.push_back(is_kept);
  }
  return kept;
}

// A remove whose key is there again has a later set behind it. Where that is not sure it stays.
Result<bool> CompactionRun::is_to_keep(const CompactionCandidate& candidate) {
  const auto& [change, hash] = candidate;
  if (change.kind == RecordKind::set) return index_.is_at(hash, change.place);
  const auto there = index_.resolve(hash, change.key, record_);
  if (!there.ok() && there.error().code != ErrorCode::corrupt) return there.error();
  return !there.ok() || !*there;
}

Result<void> CompactionRun::copy(const CompactionCandidate& candidate) {
  const RecordPlace& place = candidate.change.place;
  Segment& input = *input_of_.at(place.segment);
  TRY_ASSIGN(const Bytes record, input.view(place.offset, place.bytes, record_));
  // The commit that it comes to would vouch for it.
  if (record.size() < place.bytes || !checksum_matches(record)) {
    input.is_damaged = true;
    return health_.found_damage(segments_.files().path_of({CaskFileKind::log, input.number()}),
                                place.offset, "a record that was durable is damaged");
  }
  TRY(writer_.add(candidate.change, record));
  copied_bytes_ += place.bytes;
  if (candidate.change.kind == RecordKind::set) sources_.push_back({place.segment, place.offset});
  return {};
}

Result<void> CompactionRun::install() {
  if (!mutated(Mutant::log_not_synced_before_install)) TRY(queue_.sync());
  for (const std::shared_ptr<Segment>& input : inputs_) TRY(keep_cut_bytes(*input));
  TRY(segments_.replace(inputs_, writer_.segments()));
  stage_ = Stage::moving;
  return {};
}

// The segment goes; bytes that some recovery did not take of it, and that may be worth something,
// stay.
Result<void> CompactionRun::keep_cut_bytes(Segment& input) {
  if (!input.cut_bytes) {
    TRY_ASSIGN(input.cut_bytes, cut_bytes_of(input));
  }
  if (*input.cut_bytes == 0) return {};
  std::string buffer;
  TRY_ASSIGN(const Bytes behind, behind_end_of(input, buffer));
  const Bytes kept = behind.first(std::min<std::uint64_t>(behind.size(), *input.cut_bytes));
  TRY_ASSIGN(const std::unique_ptr<File> file,
             segments_.files().open({CaskFileKind::cut, input.number()}, OpenMode::replace));
  TRY(write_full(*file, 0, kept));
  return health_.sync(*file, 0, kept.size());
}

Result<void> CompactionRun::move() {
  if (next_output_ == writer_.segments().size()) {
    {
      // A snapshot of the index takes hold of its segments under the same mutex.
      const MutexLock lock(index_.mutex());
      segments_.condemn(inputs_);
    }
    inputs_.clear();
    stage_ = Stage::done;
    return {};
  }
  Segment& output = *writer_.segments()[next_output_];
  std::string buffer;
  TRY_ASSIGN(const Bytes whole, output.view(0, output.end(), buffer));
  std::vector<PlacedChange> changes;
  const std::uint64_t good =
      walk_changes(output, whole, whole.size(), [&](const PlacedChange& change) {
        if (change.kind == RecordKind::set) changes.push_back(change);
      });
  if (good != output.end()) {
    return health_.found_damage(segments_.files().path_of({CaskFileKind::log, output.number()}),
                                good, "what was just written is damaged");
  }
  while (next_change_ < changes.size()) {
    // Between two commits: a leader relies on what it has looked up.
    queue_.exclusively([&](CaskLog&) { move_some(output, changes); });
  }
  next_change_ = 0;
  ++next_output_;
  return {};
}

void CompactionRun::move_some(Segment& output, std::span<const PlacedChange> changes) {
  const MutexLock lock(index_.mutex());
  const std::size_t end = std::min(next_change_ + changes_at_once_, changes.size());
  note_side(Edge::moved_changes, end < changes.size());
  for (; next_change_ < end; ++next_change_) {
    const PlacedChange& change = changes[next_change_];
    const std::uint64_t hash = index_.hash_of(change.key);
    const RecordPlace source = source_of(change, hash);
    sources_.pop_front();
    if (!index_.move(hash, change.key, source, change.place)) {
      output.dead_bytes += change.place.bytes;
    }
  }
}

RecordPlace CompactionRun::source_of(const PlacedChange& change, std::uint64_t hash) {
  if (mutated(Mutant::key_moved_back)) {
    const ReaderEpochs::Pin pin(index_.epochs());
    const auto place = index_.resolve(hash, change.key, record_);
    if (place.ok() && *place) return **place;
  }
  return {sources_.front().segment, sources_.front().offset, change.place.bytes};
}

}  // namespace powercut
