// Keyspace: shows the keys as commands see them: those of the store, with the changes on top that
// are on their way there.
//
//   begin_command -> reads and changes -> end_command     one command, or one EXEC: a unit
//   units -> the last pending batch; the first one -> store  one batch, one sync
//
// A unit is never split over batches, so it is atomic. A command may have read or made changes that
// are not durable yet, so its answer must wait until the batch needed() is decided. If that batch
// fails, all batches behind it fail with it, since commands may have read its changes.
//
// Threads: one. While a batch is on its way to the store (take_batch), another may commit it.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "powercut/engine/store.h"
#include "server/commands/keyspace/encoding_table.h"
#include "server/commands/keyspace/pending_batch.h"

namespace powercut {

struct KeyspaceLimits {
  std::size_t key_bytes_max = std::size_t{1} << 20U;
  std::size_t value_bytes_max = std::size_t{512} << 20U;
  std::size_t unit_bytes_max = std::size_t{32} << 20U;  // of a unit of several changes
  std::size_t pending_bytes_max = std::size_t{64} << 20U;
  std::size_t batch_bytes_max = std::size_t{16} << 20U;  // no further unit begins in a fuller one
};

class Keyspace {
 public:
  explicit Keyspace(Store& store, const KeyspaceLimits& limits = {})
      : store_(store), limits_(limits) {}
  Keyspace(const Keyspace&) = delete;
  Keyspace& operator=(const Keyspace&) = delete;

  void begin_command();
  void end_command();

  // The sequence of the last batch that the command's answer depends on; 0: none.
  std::uint64_t needed() const { return needed_; }

  // The changes of the command so far.
  std::span<const Change> changes() const;

  // ---- reads
  Result<bool> get(std::string_view key, std::string& value);
  Result<bool> contains(std::string_view key);

  // To be called only while nothing but this command's own changes is pending.
  Result<std::uint64_t> count();

  // Visits the keys in any order. The visitor must not call the keyspace, and returns false to
  // stop.
  using KeyVisitor = std::function<bool(std::string_view key)>;
  Result<void> for_each_key(const KeyVisitor& visit);

  // Like Store::walk, visits at least `wanted` keys at positions from `from` on, and returns where
  // to go on.
  Result<std::optional<std::uint64_t>> walk(std::uint64_t from, std::size_t wanted,
                                            const std::function<void(std::string_view)>& visit);

  // Returns any key; none is much more likely than another. False: there is none.
  Result<bool> random_key(std::uint64_t random, std::string& key);

  // Like Store::scan.
  Result<void> scan(const KeyRange& range, const ScanVisitor& visit);

  // How the last set() wrote the value of the key; Written::anew if that is forgotten.
  Written written(std::string_view key) const { return encodings_.find(key); }

  // ---- changes; too_large: over a limit, and nothing is changed.
  Result<void> set(std::string_view key, std::string_view value, Written written = Written::anew);
  Result<void> remove(std::string_view key);  // of a key that is there

  // Checks that the command or EXEC can make so many more changes, of so many bytes in all.
  Result<void> check_room(std::size_t changes, std::size_t bytes) const;

  // Makes the command's changes so far a unit of their own: later changes need not be in their
  // batch. Only for FLUSHALL, whose changes can be more than a batch holds.
  void split_command();

  // ---- the way to the store
  bool has_pending() const { return !pending_.empty(); }
  std::size_t pending_bytes() const;  // of keys and values

  // True if more changes may be made. If not, some have to reach the store first.
  bool has_room() const { return pending_bytes() <= limits_.pending_bytes_max; }

  // Returns the first batch, for somebody to commit. Until finish() the next call returns nullptr.
  const PendingBatch* take_batch();

  // Ends the first batch. All batches up to the returned sequence are decided now, in the same way.
  std::uint64_t finish(bool is_committed);
  std::uint64_t decided() const { return decided_; }

  Store& store() { return store_; }
  const KeyspaceLimits& limits() const { return limits_; }

 private:
  struct Pending {
    const Change* change;
    std::uint64_t sequence;
  };
  std::optional<Pending> find_pending(std::string_view key) const;
  bool is_pending(std::string_view key) const { return find_pending(key).has_value(); }
  template <typename Visit>
  void for_each_pending(Visit&& visit) const;
  void need_all_pending();
  PendingBatch& batch_for_changes();
  Result<void> add(std::string_view key, std::optional<std::string_view> value, Written written);

  Store& store_;
  KeyspaceLimits limits_;
  EncodingTable encodings_;
  std::deque<std::unique_ptr<PendingBatch>> pending_;  // oldest first
  std::unique_ptr<PendingBatch> spare_;
  bool front_is_taken_ = false;
  std::uint64_t last_sequence_ = 0;
  std::uint64_t decided_ = 0;

  // The state of the command.
  std::uint64_t needed_ = 0;
  PendingBatch* unit_batch_ = nullptr;  // nullptr: it has changed nothing
  std::size_t unit_first_ = 0;          // its first change there
  std::size_t unit_bytes_ = 0;
};

}  // namespace powercut
