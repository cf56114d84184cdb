// Health: knows whether a store may still write, and what damage it has met. Threads: any.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "powercut/io/file_system.h"
#include "powercut/io/mutex.h"

namespace powercut {

// Bytes at rest that are not what was written.
struct Damage {
  std::string file;      // its path
  std::uint64_t offset;  // of the first byte that is known to be wrong, or of its record
  std::string what;      // for a person

  friend bool operator==(const Damage&, const Damage&) = default;
};

class Health {
 public:
  // refused: after a failed sync nothing is written any more (D7).
  Result<void> check_writable() const {
    if (poisoned_.load(std::memory_order_acquire)) return Error{ErrorCode::refused};
    return {};
  }
  bool is_poisoned() const { return poisoned_.load(std::memory_order_acquire); }
  void note_failed_sync();

  // sync() makes the file's bytes and size durable. If that fails, it poisons the store, and writes
  // the bytes [from, to), which are in doubt, once more (dirty_again.h). sync_names() makes the
  // entries of a directory durable. If that fails, it poisons the store, unless no sync could even
  // be tried.
  Result<void> sync(File& file, std::uint64_t from, std::uint64_t to);
  Result<void> sync_names(FileSystem& files, std::string_view directory);

  // Remembers the damage if it is the first, and returns corrupt.
  Error found_damage(std::string file, std::uint64_t offset, std::string_view what);
  std::optional<Damage> damage() const;

 private:
  std::atomic<bool> poisoned_ = false;
  mutable Mutex mutex_;
  std::optional<Damage> damage_;
};

}  // namespace powercut
