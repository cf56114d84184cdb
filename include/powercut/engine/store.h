// Store: maps keys to values, with a promise about crashes. The interface of every engine here.
//
// Keys and values are any bytes, also none. One process has a store open at a time (D13). When a
// changing call returns ok, every later read sees the change, and the change survives the crashes
// that the store's sync policy (sync_policy.h) names:
//   D1 always    it survives every crash.
//   D2 everysec  after a crash at time T the state is a prefix of the acknowledged changes that
//                holds all that were acknowledged before T - 1 s.
//   D3 never     after a power cut the state is a prefix of the acknowledged changes.
//   D4           a process kill loses no acknowledged change, whatever the policy.
// When a changing call returns an error:
//   D7 the change is, from the next open on, wholly there or wholly absent. After a failed sync of
//      any file or directory the store answers `refused` to every change until it is opened again.
//   D12 a full disk fails only the call that met it.
//   `unsupported` means that the store tried nothing.
//
// The destructor abandons the store as a process kill would: it stops background tasks and releases
// the lock, but it writes and syncs nothing. After close() every call returns `closed`.
//
// Threads: one caller at a time; the store's own background tasks may run beside it.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "powercut/engine/batch.h"
#include "powercut/io/result.h"

namespace powercut {

// A range of keys: those in [from, to), compared by bytes; no `to` means no end. At most `limit`
// keys are in it, counted from the front. With `reverse` they are counted from the back, and come
// in descending order.
struct KeyRange {
  std::string_view from = {};
  std::optional<std::string_view> to = std::nullopt;
  std::size_t limit = std::numeric_limits<std::size_t>::max();
  bool reverse = false;
};

// Returns false to stop the scan. The views are valid until it returns.
using ScanVisitor = std::function<bool(std::string_view key, std::string_view value)>;

// The view is valid until it returns.
using KeyVisitor = std::function<void(std::string_view key)>;

// Every position of a key is below this; Store::walk visits keys by position.
inline constexpr std::uint64_t key_position_end = std::uint64_t{1} << 40U;

// The counts that a store gives of its data. Sizes are in bytes. A store without files has sizes of
// 0, and a store that keeps no stats returns zeros.
//   file_bytes    the bytes in use in the files that hold the data: no more than the sizes of all
//                 files of the store together.
//   wasted_bytes  the part of file_bytes that a compaction would free: 0 when compact() has just
//                 returned ok.
// The rest, file_bytes - wasted_bytes, follows from the content of the files: if no background task
// is running, a close or a kill and an open leave it as it was. All this holds as long as no call
// of the file system has failed.
struct StoreStats {
  std::uint64_t keys = 0;
  std::uint64_t file_bytes = 0;
  std::uint64_t wasted_bytes = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // Sets key to value.
  virtual Result<void> set(std::string_view key, std::string_view value) = 0;

  // Reads the value of key. True: value holds it. False: key is not there, and value is
  // unspecified.
  virtual Result<bool> get(std::string_view key, std::string& value) = 0;

  // Whether key is there.
  virtual Result<bool> contains(std::string_view key);

  // Removes key. False: key was not there, and nothing was written.
  virtual Result<bool> remove(std::string_view key) = 0;

  // Makes all changes of the batch, or none (D9).
  virtual Result<void> apply(const Batch& batch);

  // Whether the store would now apply a batch of this many bytes without a sync and without a long
  // wait for other calls. The answer is a hint, for a caller that has other work to do meanwhile;
  // the batch may take longer all the same.
  virtual bool applies_quickly(std::uint64_t bytes) const;

  // Visits the range in key order. The visitor must not call the store.
  virtual Result<void> scan(const KeyRange& range, const ScanVisitor& visit) = 0;

  // The position at which a walk visits the key. It is below key_position_end and scattered. It
  // stays the same while the store is open, whether or not the key is there. Several keys may have
  // the same position. Any thread may call this.
  virtual std::uint64_t position_of(std::string_view key) const;

  // Visits keys in the order of their positions, beginning at `from`. It stops when at least
  // `wanted` (1 or more) keys are visited and no key is left at the position of the last one.
  // Returns the position of the next key, or none if there is none. A caller begins at 0 and goes
  // on at each returned position: it then meets each key that is there all the time exactly once,
  // and each other key at most once. The store keeps nothing between the calls. The visitor must
  // not call the store. After `corrupt` some keys may have been visited. Unless a store says
  // otherwise, a call reads all keys and values, and holds the keys that it visits in memory.
  virtual Result<std::optional<std::uint64_t>> walk(std::uint64_t from, std::size_t wanted,
                                                    const KeyVisitor& visit);

  // After ok, every change that was acknowledged before survives every crash, whatever the policy.
  virtual Result<void> sync();

  // Frees the room of overwritten and removed records. No read gives another answer for it, at any
  // crash point (D11).
  virtual Result<void> compact();

  virtual StoreStats stats() const;

  // Stops background tasks and closes the files. Under everysec it syncs first; some stores also do
  // so under never, and say so. It returns an error of that sync, and the store is closed all the
  // same.
  virtual Result<void> close();
};

}  // namespace powercut
