#include "harness/canary/toy_store_test.h"

#include <gtest/gtest.h>

#include <limits>

#include "engine/dirty_again.h"
#include "engine/io/macros.h"
#include "engine/log/record.h"
#include "powercut/harness/check_store.h"
#include "powercut/io/transfer.h"

namespace powercut {

Result<std::unique_ptr<Store>> ToyStore::open(Environment& environment, SyncPolicy policy,
                                              Defect defect) {
  std::unique_ptr<ToyStore> store(new ToyStore(environment, policy, defect));
  TRY(store->recover());
  return std::unique_ptr<Store>(std::move(store));
}

ToyStore::~ToyStore() { cancel_timer(); }

Result<void> ToyStore::recover() {
  TRY_ASSIGN(file_, environment_.files.open("toy", OpenMode::create));
  if (!has(Defect::never_syncs)) {
    if (!has(Defect::trusts_the_cache)) TRY(sync_file());
    TRY(environment_.files.sync_dir("/"));
  }
  TRY_ASSIGN(std::uint64_t size, file_->size());
  std::string log(size, '\0');
  TRY(read_full(*file_, 0, as_mutable_bytes(log)));
  std::uint64_t tail = replay(log);
  if (tail < size && has(Defect::dies_of_a_torn_tail)) return Error{ErrorCode::corrupt};
  if (tail < size && has(Defect::appends_behind_torn_tails)) tail = size;
  if (tail < size) {
    TRY(file_->truncate(tail));
    TRY(sync_file());
  }
  appender_.emplace(*file_, tail);
  if (has(Defect::invents_a_key)) map_["ghost"] = "boo";
  if (has(Defect::spoils_a_value) && !map_.empty()) map_.begin()->second += "?";
  return {};
}

// Returns where the whole records end.
std::size_t ToyStore::replay(std::string_view log) {
  std::string_view rest = log;
  for (int number = 1; auto record = decode_record(as_bytes(rest)); ++number) {
    last_record_bytes_ = record_header_bytes + record->key.size() + record->value.size();
    rest.remove_prefix(last_record_bytes_);
    if (record->kind == RecordKind::batch) {
      replay(record->key);
    } else if (number % 3 == 0 && has(Defect::skips_every_third_record)) {
      continue;
    } else if (record->kind == RecordKind::set) {
      map_.insert_or_assign(std::string(record->key), std::string(record->value));
    } else if (!has(Defect::skips_removals)) {
      map_.erase(std::string(record->key));
    }
  }
  return log.size() - rest.size();
}

Result<void> ToyStore::set(std::string_view key, std::string_view value) {
  std::string record;
  TRY(encode_set(key, value, record));
  TRY(append(record));
  map_.insert_or_assign(std::string(key), std::string(value));
  return {};
}

Result<bool> ToyStore::get(std::string_view key, std::string& value) {
  bool there = get_from(map_, key, value);
  bool too_long = there && value.size() > 5 && has(Defect::cannot_read_long_values);
  if (too_long) return Error{ErrorCode::corrupt};
  return there;
}

Result<bool> ToyStore::remove(std::string_view key) {
  if (refuses_) return Error{ErrorCode::refused};
  if (!map_.contains(key)) return has(Defect::says_removed_regardless);
  std::string record;
  TRY(encode_remove(key, record));
  TRY(append(record));
  map_.erase(std::string(key));
  return true;
}

Result<void> ToyStore::apply(const Batch& batch) {
  std::string record;
  if (has(Defect::splits_batches)) {
    for (const Change& change : batch.changes()) {
      TRY(change.value ? encode_set(change.key, *change.value, record)
                       : encode_remove(change.key, record));
    }
  } else {
    TRY(encode_batch(batch, record));
  }
  TRY(append(record));
  apply_to(map_, batch);
  return {};
}

Result<void> ToyStore::scan(const KeyRange& range, const ScanVisitor& visit) {
  scan_map(map_, range, visit);
  return {};
}

Result<void> ToyStore::append(std::string_view record) {
  if (refuses_) return Error{ErrorCode::refused};
  if (has(Defect::writes_later_ones_first) && held_back_.empty()) {
    held_back_ = record;
    return {};
  }
  TRY(write(record));
  if (!held_back_.empty()) TRY(write(std::exchange(held_back_, {})));
  if (policy_ == SyncPolicy::always) return sync_file();
  if (policy_ == SyncPolicy::everysec && !timer_ && !has(Defect::syncs_only_when_closed)) {
    timer_ = environment_.executor.run_after(std::chrono::milliseconds(900), [this] {
      timer_.reset();
      static_cast<void>(sync_file());
    });
  }
  return {};
}

Result<void> ToyStore::write(std::string_view record) {
  Result<void> appended = appender_->append(as_bytes(record));
  last_record_bytes_ = record.size();
  if (appended.ok()) return {};
  bool sulks = has(Defect::sulks_after_a_full_disk);
  refuses_ = !appender_->discard_garbage().ok() || !sync_file().ok() || sulks;
  return appended;
}

Result<void> ToyStore::sync_file() {
  if (has(Defect::never_syncs)) return {};
  Result<void> synced = file_->sync();
  if (synced.ok() || has(Defect::ignores_failed_syncs)) return {};
  refuses_ = true;
  // If this fails as well, nothing is left that could be done.
  static_cast<void>(dirty_again(*file_, 0, std::numeric_limits<std::uint64_t>::max()));
  return synced;
}

Result<void> ToyStore::sync() {
  if (refuses_) return Error{ErrorCode::refused};
  return sync_file();
}

Result<void> ToyStore::close() {
  cancel_timer();
  if (refuses_) return Error{ErrorCode::refused};
  if (!held_back_.empty()) TRY(write(std::exchange(held_back_, {})));
  if (has(Defect::forgets_when_closed) && last_record_bytes_ > 0) {
    TRY(file_->truncate(appender_->tail() - last_record_bytes_));
  }
  return policy_ == SyncPolicy::never ? Result<void>() : sync_file();
}

void ToyStore::cancel_timer() {
  if (timer_) environment_.executor.cancel(*timer_);
  timer_.reset();
}

StoreUnderTest toy_store(Defect defect, SyncPolicy policy) {
  return {
      .name = "toy",
      .summary = "a small log",
      .policy = policy,
      .open = [=](Environment& environment) { return ToyStore::open(environment, policy, defect); },
      // Its records do not tell an old block from a new one.
      .fails_under = {"ext4-writeback"},
      // Under `never` its close syncs nothing.
      .clauses = policy == SyncPolicy::never ? Clauses::all().without(Clause::durable_close)
                                             : Clauses::all()};
}

namespace {

// Goal: whatever the canaries are caught for is their defect, not the toy. Method: without any, it
// holds under every policy, also when each call fails in turn.
TEST(ToyStore, holds_without_a_defect) {
  for (SyncPolicy policy : {SyncPolicy::always, SyncPolicy::everysec, SyncPolicy::never}) {
    CheckResult result = check_store(toy_store(Defect::none, policy),
                                     {.workloads = {"demo", "faults", "idle", "restarts"}});
    EXPECT_TRUE(result.holds()) << name_of(policy) << "\n" << result;
    CheckResult errors =
        check_store(toy_store(Defect::none, policy), {.workloads = {"demo", "faults"},
                                                      .models = {"in-order", "synced-only", "ext4"},
                                                      .with_errors = true});
    EXPECT_TRUE(errors.holds()) << name_of(policy) << "\n" << errors;
  }
}

}  // namespace
}  // namespace powercut
