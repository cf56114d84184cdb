// Health: whether a store may still write, and what damage it has met. Threads: any.
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

  // Syncs, or poisons: then [from, to) of the file, in doubt, is written once more
  // (dirty_again.h). Bytes and size, or the entries of a directory; where those could not even be
  // tried to sync, it does not poison.
  Result<void> sync(File& file, std::uint64_t from, std::uint64_t to);
  Result<void> sync_names(FileSystem& files, std::string_view directory);

  // Remembers it, and says corrupt. The first one is kept.
  Error found_damage(std::string file, std::uint64_t offset, std::string_view what);
  std::optional<Damage> damage() const;

 private:
  std::atomic<bool> poisoned_ = false;
  mutable Mutex mutex_;
  std::optional<Damage> damage_;
};

}  // namespace powercut
