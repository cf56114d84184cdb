#include "engine/cask/writing/commit_queue.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <thread>

#include "engine/io/macros.h"
#include "engine/mutants.h"
#include "engine/release_buffer.h"

namespace powercut {

namespace {

// A group takes no more requests when it is so long; one alone may be longer.
constexpr std::size_t group_bytes_max = std::size_t{1} << 20U;
constexpr std::size_t kept_buffer_bytes_max = 2 * group_bytes_max;

// How often a leader gives way before it stops to wait for those who came lately.
constexpr int gives_way_max = 64;
// Where others have the processors, a single time takes as long as they run: seconds for all 64.
constexpr Duration gives_way_time_max = std::chrono::milliseconds(1);

constexpr std::uint64_t commits_per_timed_one = 64;

bool asks_for_sync(const WriteRequest& request) { return request.policy == SyncPolicy::always; }

}  // namespace

CommitQueue::CommitQueue(Environment& environment, CaskLog& log, CaskIndex& index, Health& health,
                         CaskCounters& counters, Duration mark_delay)
    : environment_(environment),
      log_(log),
      index_(index),
      health_(health),
      counters_(counters),
      mark_delay_(mark_delay),
      timer_(environment.executor, [this] { sync_in_background(); }),
      soon_(environment.executor, [this] { sync_in_background(); }),
      marks_(environment.executor, [this] { log_.mark_durable(); }) {}

void CommitQueue::stop() {
  timer_.stop();
  soon_.stop();
  marks_.stop();
}

CommitQueue::Leadership::Leadership(CommitQueue& queue) : queue_(queue) {
  MutexLock lock(queue.mutex_);
  ++queue.exclusives_waiting_;
  queue.leader_gone_.wait(lock, [&] {
    return !queue.has_leader_ && (!queue.commit_is_next_ || queue.waiting_.empty());
  });
  --queue.exclusives_waiting_;
  queue.has_leader_ = true;
}

CommitQueue::Leadership::~Leadership() {
  const MutexLock lock(queue_.mutex_);
  queue_.has_leader_ = false;
  queue_.commit_is_next_ = true;
  queue_.leader_gone_.notify_all();
  queue_.done_.notify_all();
}

Result<void> CommitQueue::submit(WriteRequest& request) {
  MutexLock lock(mutex_);
  waiting_.push_back(&request);
  while (true) {
    done_.wait(lock, [&] { return request.done || may_lead(); });
    if (request.done || lead(request, lock)) return request.result;
    lock.lock();
  }
}

// Requests are taken in their order: where the first want much, the leader's own is left.
bool CommitQueue::lead(const WriteRequest& request, MutexLock& lock) {
  has_leader_ = true;
  if (usual_group_ > waiting_.size()) let_others_come(lock);
  const Group group = take_group();
  lock.unlock();
  commit(group);
  lock.lock();
  finish(group);
  const bool others_wait = group.size() > 1 || !waiting_.empty();
  const bool is_done = request.done;
  lock.unlock();
  if (others_wait) done_.notify_all();
  leader_gone_.notify_one();
  return is_done;
}

// Woken by the last commit, they are on their way. A request that is not there soon does not come.
void CommitQueue::let_others_come(MutexLock& lock) {
  const Duration end = environment_.clock.now() + gives_way_time_max;
  for (int gave_way = 0; gave_way < gives_way_max && waiting_.size() < usual_group_; ++gave_way) {
    lock.unlock();
    std::this_thread::yield();
    lock.lock();
    if (environment_.clock.now() >= end) break;
  }
}

CommitQueue::Group CommitQueue::take_group() {
  std::size_t bytes = 0;
  std::size_t count = 0;
  for (; count < waiting_.size(); ++count) {
    if (waiting_[count]->commit) bytes += waiting_[count]->commit->size();
    if (count > 0 && bytes > group_bytes_max) break;
  }
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
  Group group(waiting_.begin(), end);
  waiting_.erase(waiting_.begin(), end);
  return group;
}

void CommitQueue::finish(const Group& group) {
  for (WriteRequest* request : group) request->done = true;
  usual_group_ = group.size() + waiting_.size();
  has_leader_ = false;
  commit_is_next_ = false;
}

bool CommitQueue::is_ready_for(std::uint64_t bytes) const {
  {
    const MutexLock lock(mutex_);
    if (has_leader_ || exclusives_waiting_ > 0 || !waiting_.empty()) return false;
  }
  return log_.fits(commit_header_bytes + bytes);
}

std::size_t CommitQueue::waiting() const {
  const MutexLock lock(mutex_);
  return waiting_.size();
}

Result<void> CommitQueue::sync() {
  TRY(sync_log());
  mark();
  return {};
}

void CommitQueue::mark() {
  if (mark_delay_ == Duration{0}) {
    log_.mark_durable();
  } else {
    marks_.schedule(mark_delay_);
  }
}

Result<void> CommitQueue::sync_log() {
  TRY(health_.check_writable());
  const Duration begin = environment_.clock.now();
  TRY(log_.sync());
  counters_.sync_nanoseconds.add(nanoseconds_since(begin));
  return {};
}

std::uint64_t CommitQueue::nanoseconds_since(Duration begin) const {
  return static_cast<std::uint64_t>((environment_.clock.now() - begin).count());
}

void CommitQueue::commit(const Group& group) {
  const bool must_sync = std::ranges::any_of(
      group, [](const WriteRequest* request) { return asks_for_sync(*request); });
  Result<void> written = write_and_apply(group, must_sync);
  const bool is_retried = !written.ok() && group.size() > 1 && !health_.is_poisoned();
  for (WriteRequest* request : group) {
    if (!request->result.ok()) continue;
    // A full disk costs only the write that met it (D12): perhaps one of them was too large.
    const Result<void> result =
        is_retried ? write_and_apply({request}, asks_for_sync(*request)) : written;
    if (request->result.ok()) request->result = result;
  }
  counters_.group_sizes.add(group.size());
}

Result<void> CommitQueue::write_and_apply(const Group& group, bool must_sync) {
  // A look at the clock costs as much as a lookup in the index: one in many is enough of those that
  // do not sync.
  const std::uint64_t number = counters_.commits.load(std::memory_order_relaxed);
  const bool is_timed = must_sync || number % commits_per_timed_one == 0;
  const Duration begin = is_timed ? environment_.clock.now() : Duration{0};
  TRY(write(group, must_sync));
  if (is_timed) counters_.commit_nanoseconds.add(nanoseconds_since(begin));
  index_.epochs().collect();
  return {};
}

Result<void> CommitQueue::write(const Group& group, bool must_sync) {
  TRY(health_.check_writable());
  plan(group);
  std::string* commit = nullptr;
  bool wants_timer = false;
  for (WriteRequest* request : group) {
    if (request->is_left_out) continue;
    if (request->policy != SyncPolicy::never) wants_timer = true;
    if (commit == nullptr) {
      commit = request->commit;
    } else {
      if (commit != &buffer_) buffer_ = *commit;
      commit = &buffer_;
      buffer_ += request->records();
    }
  }
  std::optional<CaskLog::Written> written;
  if (commit != nullptr) {
    // A commit that must be durable in time is not left for one sync of many segments.
    const bool is_timely = wants_timer || timer_.is_waiting();
    if (must_sync && mutated(Mutant::synced_before_written)) TRY(log_.sync());
    TRY_ASSIGN(written, log_.write(*commit, must_sync, is_timely));
    counters_.commits.fetch_add(1, std::memory_order_relaxed);
    if (written->leaves_full && is_timely && !must_sync) soon_.schedule(cask_full_segment_delay);
  }
  if (written && mutated(Mutant::visible_before_sync)) apply(*std::exchange(written, {}));
  if (must_sync && !mutated(Mutant::synced_before_written)) TRY(sync_log());
  if (written) apply(*written);
  if (must_sync) {
    mark();
  } else if (wants_timer && !(mutated(Mutant::everysec_timer_not_rearmed) && log_.syncs() > 0)) {
    timer_.schedule(cask_everysec_delay);
  }
  release_if_over(buffer_, kept_buffer_bytes_max);
  release_if_over(read_buffer_, kept_buffer_bytes_max);
  return {};
}

// Finds out, before anything is written, what each change will make dead: that takes reading, which
// may fail. Nothing moves in the index until it is changed: only leaders do that.
void CommitQueue::plan(const Group& group) {
  const ReaderEpochs::Pin pin(index_.epochs());
  plan_.clear();
  absl::flat_hash_map<std::string_view, bool> there;
  for (WriteRequest* request : group) {
    request->is_left_out = false;
    const std::size_t begin = plan_.size();
    request->result = plan(*request);
    if (!request->result.ok()) {
      request->is_left_out = true;
    } else if (request->asks_whether_there) {
      const auto earlier = there.find(request->changes.front().key);
      request->was_there =
          earlier != there.end() ? earlier->second : plan_.back().before.has_value();
      request->is_left_out = !request->was_there;
    }
    if (request->is_left_out) {
      plan_.resize(begin);
    } else if (group.size() > 1) {
      for (const PreparedChange& change : request->changes) there[change.key] = !change.removes;
    }
  }
}

Result<void> CommitQueue::plan(const WriteRequest& request) {
  for (const PreparedChange& change : request.changes) index_.prefetch(change.hash);
  for (const PreparedChange& change : request.changes) {
    const auto before = index_.resolve(change.hash, change.key, read_buffer_);
    // A set makes a damaged key good; a remove cannot know whether there is anything to remove.
    const bool stands_in_the_way =
        !before.ok() && (change.removes || before.error().code != ErrorCode::corrupt);
    if (stands_in_the_way) return before.error();
    plan_.push_back({&change, before.ok() ? *before : std::nullopt, 0});
  }
  return {};
}

// A key that is changed twice in one commit is found where the first change has put it.
void CommitQueue::apply(const CaskLog::Written& written) {
  std::uint64_t offset = written.body_offset;
  for (Planned& planned : plan_) {
    planned.offset = offset;
    offset += planned.change->bytes;
  }
  const ReaderEpochs::Pin pin(index_.epochs());
  const MutexLock lock(index_.mutex());
  for (const auto& [change, before, begin] : plan_) {
    const auto is_key = [&](RecordPlace place) {
      if (before && place == *before) return true;
      if (place.segment != written.segment || place.offset < written.body_offset) return false;
      const auto other = std::ranges::lower_bound(plan_, place.offset, {}, &Planned::offset);
      return other->change->key == change->key;
    };
    index_.apply({.kind = change->removes ? RecordKind::remove : RecordKind::set,
                  .key = change->key,
                  .place = {written.segment, static_cast<std::uint32_t>(begin), change->bytes}},
                 change->hash, is_key);
  }
}

// Goes on when the store refuses changes, for those acknowledged before; but not after a failed
// sync of the log. A failure poisons: the next change reports it.
void CommitQueue::sync_in_background() {
  if (log_.sync().ok()) mark();
}

}  // namespace powercut
