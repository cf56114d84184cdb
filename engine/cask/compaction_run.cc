#include "engine/cask/compaction_run.h"

#include <algorithm>
#include <utility>

#include "engine/cask/open_log.h"
#include "engine/io/transfer.h"
#include "engine/mutants.h"

namespace powercut {

namespace {

// Looks at the index, or changes of it, for which writers wait at a time.
constexpr std::size_t changes_at_once = 128;

}  // namespace

CompactionRun::CompactionRun(SegmentSet& segments, const CaskOptions& options, CaskIndex& index,
                             CommitQueue& queue, Health& health, SegmentList inputs,
                             InputRange range)
    : segments_(segments),
      index_(index),
      queue_(queue),
      health_(health),
      inputs_(std::move(inputs)),
      source_(candidates_of({segments.files(), index, health}, inputs_, range)),
      writer_(segments, options, health) {
  for (const std::shared_ptr<Segment>& input : inputs_) input_of_[input->number()] = input.get();
}

Result<bool> CompactionRun::step(std::uint64_t bytes) {
  const Result<void> advanced = advance(bytes);
  if (advanced.ok()) return stage_ == Stage::done;
  if (stage_ != Stage::moving) {
    segments_.abandon(writer_.segments());
    stage_ = Stage::done;
  }
  return advanced.error();
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
  std::vector<bool> kept;
  while (next_candidate_ < candidates_.size() && copied_bytes_ < enough) {
    kept.clear();
    const std::size_t end = std::min(next_candidate_ + changes_at_once, candidates_.size());
    {
      const ReaderEpochs::Pin pin(index_.epochs());
      const MutexLock lock(index_.mutex());
      for (std::size_t index = next_candidate_; index < end; ++index) {
        TRY_ASSIGN(const bool is_kept, is_to_keep(candidates_[index]));
        kept.push_back(is_kept);
      }
    }
    for (std::size_t index = 0; index < kept.size(); ++index) {
      if (kept[index]) TRY(copy(candidates_[next_candidate_ + index]));
    }
    next_candidate_ = end;
  }
  if (next_candidate_ == candidates_.size()) stage_ = Stage::gathering;
  return {};
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
  if (record.size() < place.bytes) return Error{ErrorCode::corrupt};
  copied_bytes_ += place.bytes;
  return writer_.add(candidate.change, record);
}

Result<void> CompactionRun::install() {
  if (!mutated(Mutant::log_not_synced_before_install)) TRY(queue_.sync());
  for (const std::shared_ptr<Segment>& input : inputs_) TRY(keep_cut_bytes(*input));
  TRY(segments_.replace(inputs_, writer_.segments()));
  stage_ = Stage::moving;
  return {};
}

// The segment goes; what some recovery did not take of it, and is not sure to be worth nothing,
// stays.
Result<void> CompactionRun::keep_cut_bytes(Segment& input) {
  if (input.cut_bytes == 0) return {};
  std::string buffer;
  TRY_ASSIGN(const Bytes behind, behind_end_of(input, buffer));
  const Bytes kept = behind.first(std::min<std::uint64_t>(behind.size(), input.cut_bytes));
  TRY_ASSIGN(const std::unique_ptr<File> file,
             segments_.files().open({CaskFileKind::cut, input.number()}, OpenMode::replace));
  TRY(write_full(*file, 0, kept));
  return health_.sync(*file, 0, kept.size());
}

Result<void> CompactionRun::move() {
  if (next_output_ == writer_.segments().size()) {
    {
      // Whoever takes a snapshot of the index takes hold of its segments under the same mutex.
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
    // Between two commits: a leader relies on what he has looked up.
    TRY(queue_.exclusively([&](CaskLog&) { return move_some(output, changes); }));
  }
  next_change_ = 0;
  ++next_output_;
  return {};
}

Result<void> CompactionRun::move_some(Segment& output, std::span<const PlacedChange> changes) {
  const ReaderEpochs::Pin pin(index_.epochs());
  const MutexLock lock(index_.mutex());
  const std::size_t end = std::min(next_change_ + changes_at_once, changes.size());
  for (; next_change_ < end; ++next_change_) {
    const PlacedChange& change = changes[next_change_];
    const std::uint64_t hash = index_.hash_of(change.key);
    const auto source = index_.resolve(hash, change.key, record_);
    if (!source.ok() && source.error().code != ErrorCode::corrupt) return source.error();
    const bool moves =
        source.ok() && *source &&
        (input_of_.contains((*source)->segment) || mutated(Mutant::key_moved_back)) &&
        index_.move(hash, change.key, **source, change.place);
    if (!moves) output.dead_bytes += change.place.bytes;
  }
  return {};
}

}  // namespace powercut
