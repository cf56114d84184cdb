#include "engine/cask/compaction/compactor.h"
#include "engine/io/macros.h"
#include "engine/sides.h"

#include <algorithm>
#include <utility>

namespace powercut {

namespace {

// Less than this of a segment, in percent, is not worth copying the rest.
constexpr std::uint64_t freed_percent_min = 10;
constexpr Duration delay_while_others_work = std::chrono::milliseconds(1);
constexpr Duration delay_after_failure = std::chrono::seconds(1);

// The bytes that a compaction of this segment would free. Removes can go only where no segment is
// older.
std::uint64_t freeable_bytes(const Segment& segment, bool is_oldest) {
  std::uint64_t bytes = segment.dead_bytes + (is_oldest ? segment.remove_bytes.load() : 0);
  if (segment.header().kind == SegmentKind::log) {
    bytes += segment.end() - segment_header_bytes - segment.record_bytes;
  }
  return bytes;
}

bool can_be_input(const Segment& segment) { return segment.is_sealed() && !segment.is_damaged; }

bool is_worth_it(const Segment& segment, bool is_oldest) {
  return freeable_bytes(segment, is_oldest) * 100 >= segment.end() * freed_percent_min;
}

}  // namespace

Compactor::Compactor(Environment& environment, const CaskOptions& options, SegmentSet& segments,
                     CaskIndex& index, CommitQueue& queue, Health& health, CaskCounters& counters)
    : options_(options),
      segments_(segments),
      index_(index),
      queue_(queue),
      health_(health),
      counters_(counters),
      background_(environment.background, [this] { step_in_background(); }) {}

Compactor::Books Compactor::books() const {
  Books books;
  bool is_oldest = true;
  for (const std::shared_ptr<Segment>& segment : segments_.list()) {
    books.total += segment->end();
    books.dead += freeable_bytes(*segment, std::exchange(is_oldest, false));
  }
  return books;
}

// A store of a few segments is let be.
bool Compactor::is_over(std::uint32_t percent) const {
  const Books found = books();
  return found.total > 2 * std::uint64_t{options_.segment_bytes} &&
         found.dead * 100 > found.total * percent;
}

void Compactor::look(std::uint64_t position) const {
  if (!options_.compacts) return;
  const std::uint64_t last_look = looked_at_.load(std::memory_order_relaxed);
  const bool is_far = position - last_look >= options_.segment_bytes / 16;
  note_side(Edge::compaction_look, is_far);
  if (!is_far) return;
  looked_at_.store(position, std::memory_order_relaxed);
  segments_.collect();
  const bool is_behind = is_over(options_.dead_percent_max);
  const bool is_to_begin = is_over(options_.dead_percent_start);
  note_side(Edge::dead_max, is_behind);
  note_side(Edge::dead_start, is_to_begin);
  is_behind_.store(is_behind, std::memory_order_relaxed);
  if (is_to_begin) background_.schedule(Duration{0});
}

bool Compactor::is_behind_at(std::uint64_t position) const {
  look(position);
  return is_behind_.load(std::memory_order_relaxed);
}

void Compactor::before_write(std::uint64_t position) {
  if (!is_behind_at(position)) return;
  MutexLock lock(work_, std::try_to_lock);
  if (!lock.owns_lock()) {
    // The whole of it would be too long to wait for.
    if (compacts_all_) return;
    lock.lock();
  }
  const Result<bool> goes_on = step();
  if (!goes_on.ok() || !*goes_on || !is_over(options_.dead_percent_max)) {
    is_behind_.store(false, std::memory_order_relaxed);
  }
}

// The run with the most to gain: the segment of which most would be freed, and those beside it that
// are worth it, too, or are so small that they should be one.
std::unique_ptr<CompactionRun> Compactor::choose() {
  const SegmentList list = segments_.list();
  std::size_t best = list.size();
  double best_share = 0;
  for (std::size_t index = 0; index < list.size(); ++index) {
    const Segment& segment = *list[index];
    if (!can_be_input(segment)) continue;
    const double share = static_cast<double>(freeable_bytes(segment, index == 0)) /
                         static_cast<double>(segment.end());
    if (share <= best_share || !is_worth_it(segment, index == 0)) continue;
    best = index;
    best_share = share;
  }
  if (best == list.size()) return nullptr;

  const std::uint64_t bytes_max = 2 * std::uint64_t{options_.segment_bytes};
  std::uint64_t bytes = list[best]->end();
  const auto joins = [&](std::size_t index) {
    const Segment& segment = *list[index];
    const bool is_small =
        segment.end() * 100 < std::uint64_t{options_.segment_bytes} * options_.small_percent;
    note_side(Edge::small_segment, !is_small);
    const bool may = can_be_input(segment) && (is_small || is_worth_it(segment, index == 0));
    if (!may || bytes + segment.end() > bytes_max) return false;
    bytes += segment.end();
    return true;
  };
  std::size_t begin = best;
  std::size_t end = best + 1;
  while (begin > 0 && joins(begin - 1)) --begin;
  while (end < list.size() && joins(end)) ++end;
  return std::make_unique<CompactionRun>(
      segments_, options_, index_, queue_, health_,
      SegmentList(list.begin() + static_cast<std::ptrdiff_t>(begin),
                  list.begin() + static_cast<std::ptrdiff_t>(end)),
      begin == 0 ? InputRange::oldest : InputRange::inner);
}

// False: there is nothing to do. Log segments behind the last sync are not sealed yet.
Result<bool> Compactor::step() {
  TRY(health_.check_writable());
  if (!run_) {
    if (!is_over(options_.dead_percent_start)) return false;
    TRY(queue_.sync());
    run_ = choose();
    if (!run_) return false;
  }
  const std::uint64_t before = run_->copied_bytes();
  const Result<bool> done = run_->step(options_.compaction_step_bytes);
  counters_.compacted_bytes += run_->copied_bytes() - before;
  if (done.ok() ? *done : !run_->is_installed()) run_.reset();
  segments_.collect();
  if (!done.ok()) return done.error();
  if (*done) counters_.compactions += 1;
  return true;
}

// The executor does not wait for a thread that compacts, perhaps for long: where it has the other
// tasks, too, the sync of everysec is one of them (D2).
void Compactor::step_in_background() {
  const MutexLock lock(work_, std::try_to_lock);
  if (!lock.owns_lock()) return background_.schedule(delay_while_others_work);
  const std::uint64_t before = counters_.compacted_bytes;
  const Result<bool> goes_on = step();
  segments_.collect();
  if (!goes_on.ok()) return background_.schedule(delay_after_failure);
  if (!*goes_on) return;
  const std::uint64_t copied = counters_.compacted_bytes - before;
  const std::uint64_t rate = options_.compaction_bytes_per_second;
  background_.schedule(
      rate == 0 ? Duration{0} : Duration{static_cast<std::int64_t>(copied * 1'000'000'000 / rate)});
}

Result<void> Compactor::compact_all() {
  compacts_all_ = true;
  const Result<void> done = compact_all_now();
  compacts_all_ = false;
  return done;
}

Result<void> Compactor::compact_all_now() {
  const MutexLock lock(work_);
  // A run that is under way goes first.
  TRY(finish_run());
  // Nobody waits for this sync, but they would for that of finish_segment().
  TRY(queue_.sync_log());
  // Before anybody begins another segment, which is none to be compacted.
  TRY_ASSIGN(SegmentList inputs, queue_.exclusively([&](CaskLog& log) -> Result<SegmentList> {
    TRY(log.finish_segment());
    return segments_.list();
  }));
  const bool is_compact = std::ranges::all_of(inputs, [&](const auto& segment) {
    return segment->header().kind == SegmentKind::merged && freeable_bytes(*segment, true) == 0;
  });
  if (is_compact && (inputs.size() <= 1 || !options_.ordered)) return {};
  // It holds them alone, so that they can go with it.
  run_ = std::make_unique<CompactionRun>(segments_, options_, index_, queue_, health_,
                                         std::move(inputs), InputRange::all);
  return finish_run();
}

Result<void> Compactor::finish_run() {
  while (run_) {
    if (is_stopped_) return Error{ErrorCode::closed};
    TRY(step());
  }
  return {};
}

void Compactor::stop() {
  is_stopped_ = true;
  background_.stop();
}

Result<void> Compactor::finish() {
  const MutexLock lock(work_);
  if (run_ && !run_->is_installed()) {
    run_->give_up();
    run_.reset();
  }
  while (run_) TRY(step());
  return {};
}

}  // namespace powercut
