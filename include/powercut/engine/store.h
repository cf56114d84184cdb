// Store: what every engine here offers, and what a crash may do to it.
//
// A map from keys to values; both are any bytes, empty ones too. One process has a store open at a
// time (D13). When a changing call returns ok, it is visible to every later read, and it survives
// what the store's sync policy promises (sync_policy.h):
//   D1 always    it survives every crash.
//   D2 everysec  after a crash at time T the state is a prefix of the acknowledged changes that
//                holds all that were acknowledged before T - 1 s.
//   D3 never     after a power loss the state is a prefix of the acknowledged changes.
//   D4           the death of the process alone loses nothing acknowledged, whatever the policy.
// When a changing call returns an error:
//   D7 the change is, from the next open on, wholly there or wholly absent. After a failed sync of
//      any file or directory the store answers `refused` to every change until it is opened again.
//   D12 a full disk fails only the call that met it.
//   `unsupported` means that nothing was tried.
//
// The destructor abandons the store as a killed process would: it stops background tasks, releases
// the lock, and writes and syncs nothing. After close() every call returns `closed`.
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

// Keys in [from, to), bytewise; no `to` means no end. At most `limit` of them, from the front, or
// from the back with `reverse`, which also turns the order around.
struct KeyRange {
  std::string_view from = {};
  std::optional<std::string_view> to = std::nullopt;
  std::size_t limit = std::numeric_limits<std::size_t>::max();
  bool reverse = false;
};

// Returns false to stop. The views live as long as the call.
using ScanVisitor = std::function<bool(std::string_view key, std::string_view value)>;

// The view lives as long as the call.
using KeyVisitor = std::function<void(std::string_view key)>;

// All positions of keys are below; Store::walk goes by them.
inline constexpr std::uint64_t key_position_end = std::uint64_t{1} << 40U;

// StoreStats is what a store says of itself. Sizes in bytes; a store without files has none, and
// one that keeps no stats answers zeros.
//   file_bytes    so much of the files that hold the data is in use: no more than all files of the
//                 store have together.
//   wasted_bytes  of these, what a compaction would free: 0 when compact() has just returned ok.
// The rest, file_bytes - wasted_bytes, follows from the content of the files: where no work is
// under way in the background, a close or a kill and an open leave it as it was. All this holds as
// long as no call of the file system has failed.
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

  // True, and value is overwritten, if the key is there; false, and value is unspecified, if not.
  virtual Result<bool> get(std::string_view key, std::string& value) = 0;

  // Whether key is there.
  virtual Result<bool> contains(std::string_view key);

  // Removes key; false, and nothing is written, if it was not there.
  virtual Result<bool> remove(std::string_view key) = 0;

  // Makes all changes of the batch, or none (D9).
  virtual Result<void> apply(const Batch& batch);

  // Whether a batch of so many bytes would be applied now without a sync, and without much of a
  // wait for others. A hint for callers that have other things to do meanwhile: it may turn out
  // otherwise.
  virtual bool applies_quickly(std::uint64_t bytes) const;

  // Visits the range in key order. The visitor must not call the store.
  virtual Result<void> scan(const KeyRange& range, const ScanVisitor& visit) = 0;

  // The position at which a walk comes by the key: below key_position_end, scattered, and the same
  // as long as the store is open, whether or not the key is there. Several keys may have one. From
  // any thread.
  virtual std::uint64_t position_of(std::string_view key) const;

  // Visits keys from a position on, by position, until `wanted` (at least one) or more are visited
  // and none is left at the last one's position. Returns the position of the key that comes next,
  // or none if there is none. A caller that begins at 0 and goes on at the returned position each
  // time meets each key that is there throughout exactly once, and others once at most; nothing is
  // kept between the calls. The visitor must not call the store. corrupt: some may be visited
  // already. In stores that do not say otherwise a call goes through all keys and values, and holds
  // the keys that it visits.
  virtual Result<std::optional<std::uint64_t>> walk(std::uint64_t from, std::size_t wanted,
                                                    const KeyVisitor& visit);

  // After ok all that was acknowledged before survives every crash, whatever the policy.
  virtual Result<void> sync();

  // Frees the room of overwritten and removed records. Changes no answer, at any crash point (D11).
  virtual Result<void> compact();

  virtual StoreStats stats() const;

  // Stops background work and gives the files up. Under everysec it syncs first, and in stores that
  // say so under never, too; an error of that sync is returned, and the store is closed all the
  // same.
  virtual Result<void> close();
};

}  // namespace powercut
