// FlawedReads: a right log (numbered_log_test.h) whose reads go wrong while it is open.
#include "engine/io/macros.h"
#include "harness/canary/wrong_stores/canary_pair_test.h"
#include "harness/canary/wrong_stores/numbered_log_test.h"

namespace powercut {
namespace {

enum class ReadFlaw : std::uint8_t {
  none,
  scan_is_of_the_open,     // it shows nothing that was set since
  ghost_after_remove,      // a scan shows a key that was never set, until the next change
  removed_stay_in_scan,    // with the value that they had
  limit_before_reverse,    // of the front of the range, turned around
  end_is_inside,           // of a range
  seen_before,             // contains() says yes to what was removed
  overwrites_are_counted,  // in the number of keys
  walk_skips_one,          // where it goes on
  size_is_of_the_open,     // in the stats
  removes_count_twice,     // in the size
};

class FlawedReads : public NumberedLog {
 public:
  static Result<std::unique_ptr<Store>> open(Environment& environment, SyncPolicy policy,
                                             ReadFlaw flaw) {
    std::unique_ptr<FlawedReads> store(new FlawedReads(environment, policy, flaw));
    TRY(store->recover());
    store->scanned_ = store->map_;
    store->bytes_at_open_ = store->NumberedLog::stats().file_bytes;
    return std::unique_ptr<Store>(std::move(store));
  }

  Result<void> set(std::string_view key, std::string_view value) override {
    bool overwrites = map_.contains(key);
    TRY(NumberedLog::set(key, value));
    if (overwrites && has(ReadFlaw::overwrites_are_counted)) ++counted_twice_;
    note({std::string(key), std::string(value)});
    return {};
  }

  Result<bool> remove(std::string_view key) override {
    TRY_ASSIGN(bool removed, NumberedLog::remove(key));
    if (!removed) return false;
    removed_bytes_ += frame_header_bytes + key.size();
    note({std::string(key), std::nullopt});
    return true;
  }

  Result<void> apply(const Batch& batch) override {
    TRY(NumberedLog::apply(batch));
    for (const Change& change : batch.changes()) note(change);
    return {};
  }

  Result<bool> contains(std::string_view key) override {
    if (has(ReadFlaw::seen_before) && removed_ == key) return true;
    return map_.contains(key);
  }

  Result<void> scan(const KeyRange& range, const ScanVisitor& visit) override {
    if (has(ReadFlaw::limit_before_reverse) && range.reverse) return scan_front(range, visit);
    std::string behind(range.to.value_or(""));
    behind += '\0';
    KeyRange asked = range;
    if (range.to && has(ReadFlaw::end_is_inside)) asked.to = behind;
    scan_map(scanned_, asked, visit);
    return {};
  }

  Result<std::optional<std::uint64_t>> walk(std::uint64_t from, std::size_t wanted,
                                            const KeyVisitor& visit) override {
    bool skips = from > 0 && has(ReadFlaw::walk_skips_one);
    return NumberedLog::walk(from, wanted, [&](std::string_view key) {
      if (!std::exchange(skips, false)) visit(key);
    });
  }

  StoreStats stats() const override {
    StoreStats stats = NumberedLog::stats();
    stats.keys += counted_twice_;
    if (has(ReadFlaw::size_is_of_the_open)) stats.file_bytes = bytes_at_open_;
    if (has(ReadFlaw::removes_count_twice)) stats.file_bytes += removed_bytes_;
    return stats;
  }

 private:
  FlawedReads(Environment& environment, SyncPolicy policy, ReadFlaw flaw)
      : NumberedLog(environment, policy), flaw_(flaw) {}

  bool has(ReadFlaw flaw) const { return flaw_ == flaw; }

  void note(const Change& change) {
    if (ghost_) scanned_.erase(*std::exchange(ghost_, std::nullopt));
    if (change.value && !has(ReadFlaw::scan_is_of_the_open)) scanned_[change.key] = *change.value;
    if (change.value) return;
    removed_ = change.key;
    if (!has(ReadFlaw::removed_stay_in_scan)) scanned_.erase(change.key);
    if (!has(ReadFlaw::ghost_after_remove)) return;
    ghost_ = "ghost of " + change.key;
    scanned_[*ghost_] = "";
  }

  Result<void> scan_front(KeyRange range, const ScanVisitor& visit) {
    range.reverse = false;
    OrderedMap front;
    scan_map(scanned_, range, [&](std::string_view key, std::string_view value) {
      front.emplace(key, value);
      return true;
    });
    scan_map(front, {.reverse = true}, visit);
    return {};
  }

  ReadFlaw flaw_;
  OrderedMap scanned_;  // the index that scans go by
  std::uint64_t counted_twice_ = 0;
  std::uint64_t bytes_at_open_ = 0;
  std::uint64_t removed_bytes_ = 0;     // of the records that remove
  std::optional<std::string> removed_;  // the last key that was
  std::optional<std::string> ghost_;
};

void scans_what_it_set(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.expect_scan({}, {{"a", "1"}});
  lives.close();
  lives.expect_scan({}, {{"a", "1"}});
}

void scans_after_a_remove(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.set("b", "2");
  lives.remove("a");
  lives.expect("a", std::nullopt);
  lives.expect_scan({}, {{"b", "2"}});
}

void scans_the_last_one(ScriptedLives& lives) {
  for (const char* key : {"a", "b", "c"}) lives.set(key, key);
  lives.expect_scan({.reverse = true}, {{"c", "c"}, {"b", "b"}, {"a", "a"}});
  lives.expect_scan({.limit = 1, .reverse = true}, {{"c", "c"}});
}

void scans_up_to_a_key(ScriptedLives& lives) {
  for (const char* key : {"a", "b", "c"}) lives.set(key, key);
  lives.expect_scan({.from = "a", .to = "b"}, {{"a", "a"}});
}

void asks_for_what_it_removed(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.remove("a");
  lives.expect_true(!lives.store()->contains("a").ok() || !*lives.store()->contains("a"),
                    "contains finds a removed key");
}

void counts_after_an_overwrite(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.set("a", "2");
  lives.set("b", "3");
  lives.remove("a");
  lives.expect_true(lives.store()->stats().keys == 1, "stats count one key");
}

void walks_key_by_key(ScriptedLives& lives) {
  for (const char* key : {"a", "b", "c"}) lives.set(key, key);
  int keys = 0;
  std::optional<std::uint64_t> from = 0;
  while (from) from = *lives.store()->walk(*from, 1, [&](std::string_view) { ++keys; });
  lives.expect_true(keys == 3, "a walk meets each key");
}

void tells_its_size(ScriptedLives& lives) {
  lives.set("a", "1");
  lives.set("b", "2");
  lives.remove("a");
  lives.expect_true(lives.store()->stats().file_bytes == lives.bytes_of("log").size(),
                    "the stats tell the size of the file");
}

}  // namespace

std::vector<CanaryPair> flawed_reads_pairs() {
  auto pair = [](std::string name, ReadFlaw flaw, void (*proof)(ScriptedLives&)) {
    return canary_pair(std::move(name), CanaryKind::read, flaw, SyncPolicy::always,
                       where_old_records_return, FlawedReads::open, proof);
  };
  return {
      pair("reads-scan-is-of-the-open", ReadFlaw::scan_is_of_the_open, scans_what_it_set),
      pair("reads-ghost-after-remove", ReadFlaw::ghost_after_remove, scans_after_a_remove),
      pair("reads-removed-stay-in-scan", ReadFlaw::removed_stay_in_scan, scans_after_a_remove),
      pair("reads-limit-before-reverse", ReadFlaw::limit_before_reverse, scans_the_last_one),
      pair("reads-end-is-inside", ReadFlaw::end_is_inside, scans_up_to_a_key),
      pair("reads-seen-before", ReadFlaw::seen_before, asks_for_what_it_removed),
      pair("reads-overwrites-are-counted", ReadFlaw::overwrites_are_counted,
           counts_after_an_overwrite),
      pair("reads-size-is-of-the-open", ReadFlaw::size_is_of_the_open, tells_its_size),
      pair("reads-removes-count-twice", ReadFlaw::removes_count_twice, tells_its_size),
      pair("reads-walk-skips-one", ReadFlaw::walk_skips_one, walks_key_by_key),
  };
}

}  // namespace powercut
