#include "engine/cask/cask_store.h"

#include <algorithm>

#include "engine/io/macros.h"
#include "engine/log/record.h"
#include "engine/mutants.h"
#include "engine/release_buffer.h"

namespace powercut {

namespace {

thread_local std::string commit_bytes;
thread_local std::string read_bytes;

// One of these while a call lasts. More than kept_bytes_max is not kept for the next one.
class ThreadBuffer {
 public:
  explicit ThreadBuffer(std::string& bytes) : bytes_(bytes) { bytes_.clear(); }
  ~ThreadBuffer() { release_if_over(bytes_, kept_bytes_max); }
  ThreadBuffer(const ThreadBuffer&) = delete;
  ThreadBuffer& operator=(const ThreadBuffer&) = delete;

  std::string& operator*() { return bytes_; }

 private:
  static constexpr std::size_t kept_bytes_max = std::size_t{1} << 20U;

  std::string& bytes_;
};

// A commit that is begun.
class CommitBuffer : public ThreadBuffer {
 public:
  CommitBuffer() : ThreadBuffer(commit_bytes) { begin_commit(**this); }
};

Result<void> check_sizes(std::string_view key, std::size_t value_bytes) {
  if (key.size() > cask_key_bytes_max) return Error{ErrorCode::too_large};
  if (value_bytes > cask_value_bytes_max) return Error{ErrorCode::too_large};
  return {};
}

}  // namespace

CaskStore::~CaskStore() {
  compactor_.stop();
  queue_.stop();
}

Result<void> CaskStore::check_open() const {
  if (closed_.load(std::memory_order_acquire)) return Error{ErrorCode::closed};
  return {};
}

Result<void> CaskStore::submit(WriteRequest& request) {
  compactor_.before_write(log_.position());
  return queue_.submit(request);
}

Result<void> CaskStore::set(std::string_view key, std::string_view value) {
  return set(key, value, options_.policy);
}

Result<void> CaskStore::set(std::string_view key, std::string_view value, SyncPolicy policy) {
  TRY(check_open());
  TRY(check_sizes(key, value.size()));
  CommitBuffer buffer;
  std::string& commit = *buffer;
  TRY(encode_set(key, value, commit));
  const PreparedChange change = {
      .key = key,
      .hash = index_.hash_of(key),
      .bytes = static_cast<std::uint32_t>(commit.size() - commit_header_bytes),
      .removes = false};
  prefetch({&change, 1});
  WriteRequest request{.commit = &commit, .changes = {&change, 1}, .policy = policy};
  return submit(request);
}

Result<bool> CaskStore::remove(std::string_view key) { return remove(key, options_.policy); }

Result<bool> CaskStore::remove(std::string_view key, SyncPolicy policy) {
  TRY(check_open());
  TRY(check_sizes(key, 0));
  CommitBuffer buffer;
  std::string& commit = *buffer;
  TRY(encode_remove(key, commit));
  const PreparedChange change = {
      .key = key,
      .hash = index_.hash_of(key),
      .bytes = static_cast<std::uint32_t>(commit.size() - commit_header_bytes),
      .removes = true};
  WriteRequest request{
      .commit = &commit, .changes = {&change, 1}, .policy = policy, .asks_whether_there = true};
  TRY(submit(request));
  return request.was_there;
}

#ifdef POWERCUT_MUTANTS
// The mutant's own.
Result<void> CaskStore::apply_one_by_one(const Batch& batch, SyncPolicy policy) {
  for (const auto& [key, value] : batch.changes()) {
    if (value) TRY(set(key, *value, policy));
    if (!value) TRY(remove(key, policy));
  }
  return {};
}
#endif

// Prefetches only so many that their places do not push each other out of the caches.
void CaskStore::prefetch(std::span<const PreparedChange> changes) {
  constexpr std::size_t changes_max = 256;
  const ReaderEpochs::Pin pin(index_.epochs());
  for (const PreparedChange& change : changes.first(std::min(changes.size(), changes_max))) {
    index_.prefetch(change.hash);
  }
}

Result<void> CaskStore::apply(const Batch& batch) { return apply(batch, options_.policy); }

Result<void> CaskStore::apply(const Batch& batch, SyncPolicy policy) {
  TRY(check_open());
  if (batch.empty()) return health_.check_writable();
#ifdef POWERCUT_MUTANTS
  if (mutated(Mutant::batch_commit_by_commit)) return apply_one_by_one(batch, policy);
#endif
  std::size_t body_bytes = 0;
  for (const auto& [key, value] : batch.changes()) {
    TRY(check_sizes(key, value ? value->size() : 0));
    body_bytes += record_header_bytes + key.size() + (value ? value->size() : 0);
    if (body_bytes > batch_body_bytes_max) return Error{ErrorCode::too_large};
  }
  CommitBuffer buffer;
  std::string& commit = *buffer;
  commit.reserve(commit.size() + body_bytes);
  std::vector<PreparedChange> changes;
  changes.reserve(batch.changes().size());
  for (const auto& [key, value] : batch.changes()) {
    const std::size_t start = commit.size();
    TRY(value ? encode_set(key, *value, commit) : encode_remove(key, commit));
    changes.push_back({.key = key,
                       .hash = index_.hash_of(key),
                       .bytes = static_cast<std::uint32_t>(commit.size() - start),
                       .removes = !value});
  }
  prefetch(changes);
  WriteRequest request{.commit = &commit, .changes = changes, .policy = policy};
  return submit(request);
}

bool CaskStore::applies_quickly(std::uint64_t bytes) const {
  return options_.policy != SyncPolicy::always && !compactor_.is_behind_at(log_.position()) &&
         queue_.is_ready_for(bytes);
}

// Calls use(record) with the key's record, while that is sure to stay.
template <typename Use>
Result<bool> CaskStore::find(std::string_view key, Use&& use) {
  TRY(check_open());
  ThreadBuffer buffer(read_bytes);
  RecordPlace damaged{};
  const Result<bool> found =
      index_.find(key, options_.verifies_reads, *buffer, damaged,
                  [&](const RecordView& record, RecordPlace) { use(record); });
  if (found.ok() || found.error().code != ErrorCode::corrupt) return found;
  return damaged_record(damaged);
}

Result<bool> CaskStore::get(std::string_view key, std::string& value) {
  return find(key, [&](const RecordView& record) { value.assign(record.value); });
}

Result<bool> CaskStore::contains(std::string_view key) {
  return find(key, [](const RecordView&) {});
}

Result<void> CaskStore::sync() {
  TRY(check_open());
  return queue_.sync();
}

Result<void> CaskStore::compact() {
  TRY(check_open());
  TRY(health_.check_writable());
  return compactor_.compact_all();
}

CaskStats CaskStore::cask_stats() const {
  CaskStats stats = {.keys = index_.keys(),
                     .index_bytes = index_.memory_bytes(),
                     .commits = counters_.commits,
                     .syncs = log_.syncs(),
                     .compactions = counters_.compactions,
                     .compacted_bytes = counters_.compacted_bytes,
                     .group_sizes = counters_.group_sizes.counts(),
                     .sync_nanoseconds = counters_.sync_nanoseconds.counts(),
                     .commit_nanoseconds = counters_.commit_nanoseconds.counts(),
                     .waiting = queue_.waiting(),
                     .refuses_writes = health_.is_poisoned()};
  for (const std::shared_ptr<Segment>& segment : segments_.list()) {
    const std::uint64_t dead = segment->dead_bytes;
    const std::uint64_t removes = segment->remove_bytes;
    stats.segments.push_back({.number = segment->number(),
                              .sealed = segment->is_sealed(),
                              .merged = segment->header().kind == SegmentKind::merged,
                              .file_bytes = segment->end(),
                              .live_bytes = segment->record_bytes - dead - removes,
                              .dead_bytes = dead,
                              .remove_bytes = removes});
  }
  return stats;
}

StoreStats CaskStore::stats() const {
  StoreStats stats{.keys = index_.keys()};
  for (const SegmentStats& segment : cask_stats().segments) {
    stats.file_bytes += segment.file_bytes;
    if (segment.live_bytes == 0) {
      stats.wasted_bytes += segment.file_bytes;  // a compaction leaves nothing of it
    } else if (segment.merged) {
      stats.wasted_bytes += segment.dead_bytes + segment.remove_bytes;
    } else {
      stats.wasted_bytes += segment.file_bytes - segment_header_bytes - segment.live_bytes;
    }
  }
  return stats;
}

}  // namespace powercut
