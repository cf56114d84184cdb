// StoreLock: holds the lock of a store that is only looked at, if it can be had.
#pragma once

#include <memory>
#include <optional>

#include "engine/cask/formats/cask_files.h"

namespace powercut {

enum class StoreUse : std::uint8_t {
  none,      // nobody has it open, nor can while the lock is held
  somebody,  // it is open, and may change meanwhile
  unknown,   // the lock cannot be asked for, or there is none yet
};

struct StoreLock {
  StoreUse use = StoreUse::unknown;
  std::unique_ptr<FileLock> lock = nullptr;
  std::optional<Error> error = std::nullopt;  // why the lock cannot be asked for
};

// Creates nothing: `has_lock_file` says that the lock's file is there already.
inline StoreLock lock_to_look(CaskFiles& files, bool has_lock_file) {
  if (!has_lock_file) return {};
  Result<std::unique_ptr<FileLock>> lock = files.lock();
  if (lock.ok()) return {StoreUse::none, std::move(*lock)};
  if (lock.error().code == ErrorCode::locked) return {.use = StoreUse::somebody};
  return {.error = lock.error()};
}

}  // namespace powercut
